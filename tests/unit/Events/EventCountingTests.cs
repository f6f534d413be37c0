using OciReconciler.Model.Events;

namespace OciReconciler.UnitTests.Events;

public sealed class EventCountingTests
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);
    private static readonly WorkloadEvent Before = EventSamples.Of("ImageNotFound", "web:9 does not exist", seconds: 0, sequence: 4) with {
        Count = 2 };

    [Fact]
    public void Count_SameAgainSoon_IsCountedWithItsFirstTime()
    {
        var counted = EventCounting.Count(
            [Before, EventSamples.Of(sequence: 5)], EventSamples.Of("ImageNotFound", "web:9 does not exist", 599), 6, Window);
        Assert.Equal((4, 3), (counted.Sequence, counted.Count));
        Assert.Equal((EventSamples.Start, EventSamples.Start.AddSeconds(599)), (counted.FirstTime, counted.LastTime));
    }

    [Theory]
    [InlineData("ImageNotFound", "web:9 does not exist", 601)]
    [InlineData("ImageNotFound", "web:8 does not exist", 1)]
    [InlineData("ImagePullFailed", "web:9 does not exist", 1)]
    public void Count_LaterOrOther_IsNew(string reason, string message, double seconds)
    {
        var counted = EventCounting.Count([Before], EventSamples.Of(reason, message, seconds), 5, Window);
        Assert.Equal((5, 1), (counted.Sequence, counted.Count));
    }

    // Both engines name their temporary files, containers and connections anew each time.
    [Theory]
    [InlineData("open /var/lib/docker/tmp/docker-import-123456789/repositories: no such file",
        "open /var/lib/docker/tmp/docker-import-987654/repositories: no such file")]
    [InlineData("payload: oci: open /var/tmp/libpod_images_load.tar1234567/index.json: no",
        "payload: oci: open /var/tmp/libpod_images_load.tar7654321/index.json: no")]
    [InlineData("cannot write /tmp/tmp.Xk3jPq9ZrT/layer.tar", "cannot write /tmp/tmp.aB3dEfGh1J/layer.tar")]
    [InlineData("cannot write '/tmp/tmpab3_k2x9': no space", "cannot write '/tmp/tmpq9_z81aa': no space")]
    [InlineData("/run/x/.new-0123456789abcdef0123456789abcdef.tmp: no space", "/run/x/.new-fedcba9876543210fedcba9876543210.tmp: no space")]
    [InlineData("read tcp 10.0.0.2:48152->10.0.0.1:443: reset", "read tcp 10.0.0.2:50001->10.0.0.1:443: reset")]
    [InlineData("request 3f2504e0-4f89-11d3-9a0c-0305e82c3301 was refused", "request 11111111-4f89-11d3-9a0c-0305e82c3301 was refused")]
    public void Count_RandomNamesDiffer_IsTheSameWithTheNewestMessage(string first, string second)
    {
        var known = EventSamples.Of("ImageLoadFailed", first, sequence: 4);
        var counted = EventCounting.Count([known], EventSamples.Of("ImageLoadFailed", second, 1), 5, Window);
        Assert.Equal((4, 2, second), (counted.Sequence, counted.Count, counted.Message));
    }

    [Theory]
    [InlineData("/srv/images/app-20240101.tar does not exist", "/srv/images/app-20240102.tar does not exist")]
    [InlineData("registry.test/tmp/app-server:1 does not exist", "registry.test/tmp/app-client:1 does not exist")]
    [InlineData("web:20240101 does not exist", "web:20240102 does not exist")]
    [InlineData("sha256:0123456789abcdef0123456789abcdef01 is gone", "sha256:1123456789abcdef0123456789abcdef01 is gone")]
    [InlineData("dial tcp 10.0.0.1:5000: refused", "dial tcp 10.0.0.1:5001: refused")]
    [InlineData("/tmp/one/layer.tar is gone", "/tmp/two/layer.tar is gone")]
    public void Count_GivenNamesDiffer_IsNew(string first, string second)
    {
        var counted = EventCounting.Count([EventSamples.Of("Failed", first, sequence: 4)], EventSamples.Of("Failed", second, 1), 5, Window);
        Assert.Equal((5, 1), (counted.Sequence, counted.Count));
    }

    [Fact]
    public void Count_OtherSubjectTypeOrAction_IsNew()
    {
        var again = EventSamples.Of("ImageNotFound", "web:9 does not exist", 1);
        WorkloadEvent[] others = [
            again with { Workload = "db" }, again with { Type = EventType.Warning }, again with { Action = "Replace" }];
        Assert.All(others, other => Assert.Equal(5, EventCounting.Count([Before], other, 5, Window).Sequence));
    }

    [Fact]
    public void Count_AfterAReplacement_RepeatsNothingOfBefore()
    {
        var started = EventSamples.Of(seconds: 0, sequence: 1);
        var replaced = EventSamples.Of("SpecChanged", "The manifest changed.", 1, 2) with { Action = "Replace" };
        Assert.Equal(3, EventCounting.Count([started, replaced], EventSamples.Of(seconds: 2), 3, Window).Sequence);
    }

    // As of an update that fails again and again: the replacement itself is counted, and so is what comes of it.
    [Fact]
    public void Count_ReplacementTriedAgain_IsCountedWithWhatFollows()
    {
        var replaced = EventSamples.Of("SpecChanged", "The manifest changed.", 1, 2) with { Action = "Replace" };
        var failed = EventSamples.Of("StopFailed", "It does not stop.", 2, 3);
        var again = EventCounting.Count(
            [replaced, failed], replaced with { Sequence = 0, LastTime = EventSamples.Start.AddSeconds(4) }, 4, Window);
        Assert.Equal((2, 2), (again.Sequence, again.Count));
        Assert.Equal(3, EventCounting.Count([failed, again], EventSamples.Of("StopFailed", "It does not stop.", 5), 4, Window).Sequence);
    }

    [Fact]
    public void Count_Series_TakesTheNewestMessage()
    {
        var began = EventSamples.Of("Pulling", "Pulling web:1", sequence: 1) with { Series = "web:1" };
        var counted = EventCounting.Count(
            [began], began with { Message = "Pulling web:1: 1 of 2 layers", LastTime = EventSamples.Start.AddSeconds(10) }, 2, Window);
        Assert.Equal((1, 2, "Pulling web:1: 1 of 2 layers"), (counted.Sequence, counted.Count, counted.Message));
    }
}
