namespace OciReconciler.Model.Workloads;

/// <summary>What tells systemd that the container is up.</summary>
public enum SdNotify
{
    /// <summary>conmon, when the container has started; the default.</summary>
    Conmon,

    /// <summary>podman, when the health check first passes.</summary>
    Healthy,

    /// <summary>The program in the container.</summary>
    Container,
}
