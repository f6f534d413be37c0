using OciReconciler.Cli;
using OciReconciler.Configuration;

namespace OciReconciler.UnitTests.Cli;

public class KnownWorkloadTests
{
    [Theory]
    [InlineData("wbe", "Did you mean web?")]
    [InlineData("podman-web.service", "Did you mean web?")]
    [InlineData("docker-db", "Did you mean db?")]
    [InlineData("web.service", "Did you mean web?")]
    [InlineData("registry", "See: oci-reconciler get")]
    public void Unknown_Name_SuggestsTheNearest(string given, string hint)
    {
        var failure = KnownWorkload.Unknown(given, ["web", "db"]);
        Assert.Equal($"There is no workload named {given}. {hint}", failure.Message);
        Assert.Equal(ExitCodes.Wrong, failure.ExitCode);
    }
}
