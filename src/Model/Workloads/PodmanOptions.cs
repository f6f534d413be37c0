namespace OciReconciler.Model.Workloads;

/// <summary>Options of podman alone.</summary>
/// <param name="SdNotify">What tells systemd that the container is up.</param>
/// <param name="User">User that runs podman, by name or number; "root" by default.</param>
public sealed record PodmanOptions(SdNotify SdNotify, string User)
{
    /// <summary>What a manifest without these options gets.</summary>
    public static PodmanOptions Default { get; } = new(SdNotify.Conmon, "root");

    /// <summary>The user is root, under its name or its number.</summary>
    public bool RunsAsRoot => User is "root" or "0";

    /// <summary>
    /// The container id file lies in a runtime directory of the unit, and the unit's cgroup is delegated.
    /// The newest NixOS module does so always; here it comes only with an option that needs it.
    /// </summary>
    public bool NeedsRuntimeDirectory => !RunsAsRoot || SdNotify != SdNotify.Conmon;
}
