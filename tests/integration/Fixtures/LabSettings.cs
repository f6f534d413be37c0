namespace OciReconciler.IntegrationTests.Fixtures;

/// <summary>What <c>lab/with-images</c> found out about this machine, read from the environment.</summary>
internal sealed record LabSettings(bool Privileged, string RepositoryDirectory)
{
    public static LabSettings FromEnvironment() =>
        new(Require("OCI_LAB_PRIVILEGED") == "1", Require("OCI_LAB_REPOSITORY"));

    public static string ImageFor(DebianRelease release) => Require($"OCI_LAB_IMAGE_{release.ToString().ToUpperInvariant()}");

    public string ProgramPath => Existing("artifacts/oci-reconciler", "make publish");

    /// <summary>The program of lab/instruments/agent.c.</summary>
    public string AgentPath => Existing(".lab/instruments/agent", "make integration");

    public string UnitPath => Existing("packaging/oci-reconciler.service", "git checkout packaging");

    /// <summary>A file beside the unit.</summary>
    public string PackagingPath(string name) => Existing($"packaging/{name}", "git checkout packaging");

    private string Existing(string relativePath, string remedy)
    {
        var path = Path.Combine(RepositoryDirectory, relativePath);
        return File.Exists(path) ? path : throw new InvalidOperationException($"{path} is missing: run `{remedy}`");
    }

    private static string Require(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
            ? value
            : throw new InvalidOperationException(
                $"{name} is not set: the integration tests need a lab image; run them with `make test` or `make integration`");
}
