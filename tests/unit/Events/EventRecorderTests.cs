using OciReconciler.Model.Events;

namespace OciReconciler.UnitTests.Events;

public sealed class EventRecorderTests : IDisposable
{
    private readonly RecorderFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void Warning_Repeated_IsOneEventAlsoAcrossARestart()
    {
        _fixture.Recorder.Warning(RecorderFixture.Web, "ImageNotFound", "web:9 does not exist.", "Trying again in 2 s.");
        _fixture.Time.Advance(TimeSpan.FromSeconds(2));
        _fixture.Recorder.Warning(RecorderFixture.Web, "ImageNotFound", "web:9 does not exist.", "Trying again in 4 s.");
        _fixture.Restart();
        _fixture.Time.Advance(TimeSpan.FromSeconds(4));
        _fixture.Recorder.Warning(RecorderFixture.Web, "ImageNotFound", "web:9 does not exist.");

        var kept = Assert.Single(_fixture.Read());
        Assert.Equal((3, EventSamples.Start, EventSamples.Start.AddSeconds(6)), (kept.Count, kept.FirstTime, kept.LastTime));
        Assert.Equal((EventType.Warning, "web:9 does not exist."), (kept.Type, kept.Message));
    }

    [Fact]
    public void Decided_GoesToTheJournalWithFieldsAndNotToTheLog()
    {
        _fixture.Recorder.Decided(
            RecorderFixture.Web, new Decision(PlanAction.Replace, "SpecChanged", "The manifest changed in spec.image."));
        var fields = Assert.Single(_fixture.Journal).Select(field => $"{field.Key}={field.Value}");
        Assert.Equal(
            [
                "MESSAGE=web: SpecChanged: The manifest changed in spec.image.", "PRIORITY=6", "OCI_RECONCILER_REASON=SpecChanged",
                    "OCI_RECONCILER_WORKLOAD=web",
                "OCI_RECONCILER_ACTION=Replace", "OCI_RECONCILER_UNIT=podman-web.service", "OBJECT_SYSTEMD_UNIT=podman-web.service",
            ],
            fields);
        Assert.Empty(_fixture.Log);
    }

    [Fact]
    public void Warning_WithoutAJournal_IsOneLineOfTheLog()
    {
        _fixture.HasJournal = false;
        _fixture.Recorder.Warning(RecorderFixture.Web, "ImageNotFound", "web:9 does not exist.", "Trying again in 2 s.");
        Assert.Equal(["Warning: web: ImageNotFound: web:9 does not exist. Trying again in 2 s."], _fixture.Log);
        Assert.Equal("web:9 does not exist.", Assert.Single(_fixture.Read()).Message);
    }

    [Fact]
    public void Warning_TextOfOthers_ReachesTheJournalEscapedAndTheRingAsItIs()
    {
        const string Hostile = "no\u001b]0;x\a\u009b\u202e\nsuch image.";
        _fixture.Recorder.Warning(RecorderFixture.Web, "ImageNotFound", Hostile);
        _fixture.Recorder.SourceWarning("/m/\u001b.json", null, "InvalidManifest", "bad");
        Assert.Contains(
            new KeyValuePair<string, string>("MESSAGE", @"web: ImageNotFound: no\u001b]0;x\u0007\u009b\u202e\u000asuch image."),
            _fixture.Journal[0]);
        Assert.Contains(new KeyValuePair<string, string>("OCI_RECONCILER_SOURCE", @"/m/\u001b.json"), _fixture.Journal[1]);
        Assert.Equal(Hostile, Assert.Single(_fixture.Read()).Message);
    }

    [Fact]
    public void Decided_BecauseSomethingWentWrong_IsAWarning()
    {
        _fixture.Recorder.Decided(
            RecorderFixture.Web, new Decision(PlanAction.Restart, "Unhealthy", "Its health check fails.") { IsWarning = true });
        Assert.Equal(EventType.Warning, Assert.Single(_fixture.Read()).Type);
        Assert.Contains(new KeyValuePair<string, string>("PRIORITY", "4"), _fixture.Journal[0]);
    }

    [Fact]
    public void SourceWarning_WithoutAWorkload_HasARingOfItsOwn()
    {
        _fixture.Recorder.SourceWarning("/m/a.json", null, "InvalidManifest", "/m/a.json:1: $: expected a value");
        _fixture.Recorder.SourceWarning("/m/web.json", RecorderFixture.Web, "InvalidManifest", "/m/web.json:1: $: expected a value");
        Assert.Equal(["/m/a.json", "web"], _fixture.Read(null).Select(kept => kept.Subject));
        Assert.Equal("/m/web.json", Assert.Single(_fixture.Read()).Source);
        Assert.Contains(
            new KeyValuePair<string, string>("MESSAGE", "InvalidManifest: /m/a.json:1: $: expected a value"), _fixture.Journal[0]);
    }

    [Fact]
    public void Message_TooLong_IsCut()
    {
        _fixture.Recorder.Warning(RecorderFixture.Web, "EngineFailed", new string('x', 5000));
        Assert.Equal(_fixture.Limits.MessageLength + 3, Assert.Single(_fixture.Read()).Message.Length);
    }
}
