using OciReconciler.Desired;
using OciReconciler.Engine;
using OciReconciler.Files;
using OciReconciler.Model.StartFailures;
using OciReconciler.Threading;

namespace OciReconciler.Triggers;

/// <summary>
/// Notices when a file, a device or a network is there that a container could not be started without, so that nobody waits out a delay
/// that has grown. What nobody waits for is not probed, and while nobody waits no timer runs.
/// </summary>
/// <param name="waiting">What is missing, by the workloads that wait for it.</param>
/// <param name="found">Set when something is missing that was not.</param>
/// <param name="hasFile">Whether a file or directory is there; ends also where its file system hangs.</param>
internal sealed class MissingObjectProbe(
    Func<IReadOnlyList<(WorkloadKey Key, MissingObject Missing)>> waiting,
    AsyncAutoResetEvent found,
    DesiredViews views,
    EngineRegistry engines,
    Func<string, CancellationToken, Task<bool>> hasFile,
    TimeProvider time)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    // An object counts as appeared only after it was seen missing: the engine may mean one that cannot be seen from here.
    private HashSet<(WorkloadKey, MissingObject)> _missing = [];

    /// <summary>Runs until cancelled.</summary>
    /// <param name="tryAtOnce">Gets the key of a workload when what it lacked is there.</param>
    public Task RunAsync(Action<WorkloadKey> tryAtOnce, CancellationToken cancellationToken) =>
        TaskGroup.EveryWhileNeededAsync(Period, found, time, token => ProbeAsync(tryAtOnce, token), cancellationToken);

    private async Task<bool> ProbeAsync(Action<WorkloadKey> tryAtOnce, CancellationToken cancellationToken)
    {
        var missing = new HashSet<(WorkloadKey, MissingObject)>();
        var all = waiting();
        foreach (var (key, sought) in all)
        {
            if (!await IsThereAsync(key, sought, cancellationToken))
                missing.Add((key, sought));
            else if (_missing.Contains((key, sought)))
                tryAtOnce(key);
        }

        _missing = missing;
        return all.Count > 0;
    }

    private async Task<bool> IsThereAsync(WorkloadKey key, MissingObject sought, CancellationToken cancellationToken)
    {
        if (sought.Kind != MissingKind.Network)
            return sought.Kind == MissingKind.Device ? HostDevices.Exists(sought.Name) : await hasFile(sought.Name, cancellationToken);
        try
        {
            return views.Current.State.Workloads.TryGetValue(key, out var workload)
                && await engines.Of(workload.Spec).HasNetworkAsync(sought.Name, cancellationToken);
        }
        catch (Exception failure) when (failure is EngineException or EngineUnavailableException)
        {
            return false;
        }
    }
}
