namespace OciReconciler.Model.Workloads;

/// <summary>Names of the ways to tell systemd that a container is up, as manifests and podman spell them.</summary>
public static class SdNotifyNames
{
    /// <summary>"conmon", "healthy" or "container": the manifest's word and the value of podman's <c>--sdnotify</c>.</summary>
    public static string Of(SdNotify mode) => mode switch
    {
        SdNotify.Conmon => "conmon",
        SdNotify.Healthy => "healthy",
        SdNotify.Container => "container",
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "Unknown way of notifying."),
    };
}
