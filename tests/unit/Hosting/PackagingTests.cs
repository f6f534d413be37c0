namespace OciReconciler.UnitTests.Hosting;

/// <summary>What the units of packaging/ must not lose.</summary>
public sealed class PackagingTests
{
    [Theory]
    [InlineData("oci-reconciler.service", "LimitCORE=0")]
    [InlineData("oci-reconciler-webhook@.service", "LimitCORE=0")]
    [InlineData("oci-reconciler-webhook.socket", "SocketMode=0660")]
    [InlineData("oci-reconciler-webhook.socket", "PollLimitBurst=10")]
    public void Unit_HasTheLine(string unit, string line) =>
        Assert.Contains(line, Repository.Read($"packaging/{unit}").Split('\n'));
}
