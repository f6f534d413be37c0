using OciReconciler.Images;
using OciReconciler.Units;

namespace OciReconciler.Preparing;

/// <summary>
/// What of the host is checked before a workload is prepared, so that it fails before an image is transferred for nothing.
/// </summary>
internal sealed class PreflightChecks(ITransientUnitFiles unitFiles, RootlessChecks rootless)
{
    /// <summary>Requires room for a definition that is about to be made.</summary>
    public void RequireRoom(Decision decision)
    {
        if (decision.Defines)
            unitFiles.RequireRoom();
    }

    /// <summary>Checks the user that podman runs as.</summary>
    /// <exception cref="ImagePrepareException">podman cannot run as that user.</exception>
    public ImmutableArray<PrepareWarning> CheckUser(WorkloadSpec spec) =>
        [.. rootless.Check(spec).Select(message => new PrepareWarning(Reasons.PodmanUserLimited, message))];
}
