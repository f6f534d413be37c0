using OciReconciler.Engine;
using OciReconciler.Files;
using OciReconciler.Model.StartFailures;

namespace OciReconciler.Observing;

/// <summary>
/// What the host lacks of what a workload is started with, for commands that report it beforehand. What cannot be seen, for want of a
/// permission or because an engine does not answer, counts as there.
/// </summary>
internal sealed class MissingHostObjects(EngineRegistry engines)
{
    private const int NoEntry = 2;
    private const int NotADirectory = 20;

    /// <summary>What is missing, in the order of the command line.</summary>
    public async Task<ImmutableArray<HostRequirement>> FindAsync(WorkloadSpec spec, CancellationToken cancellationToken)
    {
        var missing = ImmutableArray.CreateBuilder<HostRequirement>();
        foreach (var need in HostRequirements.Of(spec))
        {
            if (await IsMissingAsync(spec, need.Needed, cancellationToken))
                missing.Add(need);
        }

        return missing.ToImmutable();
    }

    private async Task<bool> IsMissingAsync(WorkloadSpec spec, MissingObject needed, CancellationToken cancellationToken)
    {
        if (needed.Kind != MissingKind.Network)
            return FileStat.OfPath(needed.Name, out _) is NoEntry or NotADirectory;
        try
        {
            return !await engines.Of(spec).HasNetworkAsync(needed.Name, cancellationToken);
        }
        catch (Exception failure) when (failure is EngineException or EngineUnavailableException)
        {
            return false;
        }
    }
}
