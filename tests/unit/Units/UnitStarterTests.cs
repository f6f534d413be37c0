using OciReconciler.UnitTests.DBus;
using OciReconciler.Units;
using Tmds.DBus.Protocol;

namespace OciReconciler.UnitTests.Units;

/// <summary>A pass waits a little for a start, not for as long as a container takes to be ready.</summary>
public sealed class UnitStarterTests : IAsyncLifetime
{
    private const string Unit = "podman-web.service";
    private const string Job = "/org/freedesktop/systemd1/job/42";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly InstantTime _time = new();
    private ManagerFixture? _fixture;

    private ScriptedSystemd Systemd => _fixture!.Systemd;

    public async ValueTask InitializeAsync()
    {
        _fixture = await ManagerFixture.StartAsync();
        Systemd.Answer("ResetFailedUnit", _ => { });
        Systemd.AnswerWithJob("StartUnit", Job);
    }

    public ValueTask DisposeAsync() => _fixture!.DisposeAsync();

    [Fact]
    public async Task UnitStarter_JobOutlastsThePatience_IsLeftToSystemd()
    {
        var starter = await StarterAsync();
        Assert.False(await starter.StartAsync(Unit, isNew: false, CancellationToken.None));
        Assert.Contains(Patience, _time.Waits);
        Assert.Contains("StartUnit", Systemd.Log);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task UnitStarter_NewUnit_HasNoFailureToClear(bool isNew)
    {
        var starter = await StarterAsync();
        await starter.StartAsync(Unit, isNew, CancellationToken.None);
        Assert.Equal(!isNew, Systemd.Log.Contains("ResetFailedUnit"));
    }

    [Fact]
    public async Task UnitStarter_JobFails_IsAFailure()
    {
        Systemd.Answer("StartUnit", context =>
        {
            Systemd.JobRemoved(Job, Unit, "failed");
            MessageWriter writer = context.CreateReplyWriter("o");
            writer.WriteObjectPath(Job);
            context.Reply(writer.CreateMessage());
        });
        var starter = await StarterAsync();
        var failure = await Assert.ThrowsAsync<StepException>(() => starter.StartAsync(Unit, isNew: false, CancellationToken.None));
        Assert.Equal("StartFailed", failure.Reason);
    }

    private async Task<UnitStarter> StarterAsync()
    {
        var systemd = await _fixture!.ConnectAsync();
        return new UnitStarter(
            systemd, new UnitJobs(systemd, new JobOwnership(_time), new UnitEventDispatcher(systemd), _time), _time, Patience);
    }
}
