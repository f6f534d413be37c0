using OciReconciler.Model.Conditions;

namespace OciReconciler.Model.StartFailures;

/// <summary>Something of the host that a container is started with: where it is missing, the start fails.</summary>
/// <param name="Reason">That of the failure, one of <see cref="Reasons"/>.</param>
public sealed record HostRequirement(string Reason, MissingObject Needed)
{
    /// <summary>That it is missing, and what to do.</summary>
    /// <param name="spec">Whose need it is.</param>
    public string MessageOf(WorkloadSpec spec) => Reason switch
    {
        Reasons.NetworkNotFound => $"{EngineOf(spec)} has no network {Needed.Name}: create it, or correct its name",
        Reasons.DeviceNotFound =>
            $"the device {Needed.Name} is not there: connect it or load its driver, or correct its path",
        Reasons.MountSourceMissing => $"{Needed.Name}, which is to be mounted, is not there: create it, or correct its path",
        _ => $"{Needed.Name} is not there: create it, or correct its path",
    };

    private static string EngineOf(WorkloadSpec spec) =>
        spec.RootlessUser is { } user ? $"{BackendNames.Of(spec.Backend)} of {user}" : BackendNames.Of(spec.Backend);
}
