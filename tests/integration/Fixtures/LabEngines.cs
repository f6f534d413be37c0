namespace OciReconciler.IntegrationTests.Fixtures;

/// <summary>
/// Where a test of both engines runs: both on the newest release, and podman, which differs more between releases, on the older one.
/// </summary>
public sealed class LabEngines : TheoryData<DebianRelease, string>
{
    /// <summary>All of them.</summary>
    public LabEngines()
    {
        Add(DebianRelease.Trixie, "podman");
        Add(DebianRelease.Trixie, "docker");
        Add(DebianRelease.Bookworm, "podman");
    }
}
