namespace OciReconciler.IntegrationTests.Fixtures;

/// <summary>The hosts that labs exist for.</summary>
public enum DebianRelease
{
    /// <summary>Debian 13: systemd 257, podman 5.4, docker 26.1.</summary>
    Trixie,

    /// <summary>Debian 12: systemd 252, podman 4.3, docker 20.10.</summary>
    Bookworm,
}
