namespace OciReconciler.UnitTests.DBus;

/// <summary>What signals mean, without a bus.</summary>
public sealed class ManagerSignalsTests
{
    private static readonly TimeSpan LongestReload = TimeSpan.FromSeconds(90);
    private static readonly UnitEvent Added = new UnitEvent.Added("a.service");

    private readonly FakeTimeProvider _time = new();
    private readonly EventSink _events = new(64);
    private readonly JobTracker _jobs = new();
    private readonly ManagerSignals _signals;

    public ManagerSignalsTests() => _signals = new ManagerSignals(_events, _jobs, new ReloadTracker(_time, LongestReload));

    [Fact]
    public void Reload_UnitSignalsAreNoiseAndOneRelistFollows()
    {
        _signals.OnReloading(true);
        _signals.AddUnlessNoise(Added);
        Assert.Empty(Read());
        _signals.OnReloading(false);
        Assert.IsType<UnitEvent.Relist>(Assert.Single(Read()));
        _signals.AddUnlessNoise(Added);
        Assert.Equal([Added], Read());
    }

    [Fact]
    public void Reload_JobsStillEnd()
    {
        Task<JobResult> job = _jobs.Register("/job/1");
        _signals.OnReloading(true);
        _signals.OnJobRemoved("/job/1", "a.service", JobResult.Done);
        Assert.True(job.IsCompletedSuccessfully);
        Assert.Equal([new UnitEvent.Changed("a.service")], Read());
    }

    [Fact]
    public void Reload_ThatNeverEnds_IsGivenUpWithARelist()
    {
        _signals.OnReloading(true);
        _time.Advance(LongestReload + TimeSpan.FromSeconds(1));
        _signals.AddUnlessNoise(Added);
        Assert.Collection(Read(), e => Assert.IsType<UnitEvent.Relist>(e), e => Assert.Equal(Added, e));
    }

    [Fact]
    public void SystemdLeaves_JobsFailAndItIsGoneUntilItComesBack()
    {
        Task<JobResult> job = _jobs.Register("/job/1");
        _signals.OnOwnerChanged(":1.1", "");
        Assert.True(job.IsFaulted);
        Assert.True(_signals.IsSystemdGone);
        Assert.IsType<UnitEvent.Disconnected>(Assert.Single(Read()));
        Assert.False(_signals.NewOwners.TryRead(out _));
        _signals.OnOwnerChanged("", ":1.9");
        Assert.False(_signals.IsSystemdGone);
        Assert.True(_signals.NewOwners.TryRead(out string? owner));
        Assert.Equal(":1.9", owner);
        Assert.Empty(Read());
    }

    [Fact]
    public void NewOwner_EndsAReload()
    {
        _signals.OnReloading(true);
        _signals.OnOwnerChanged(":1.1", ":1.9");
        _signals.AddUnlessNoise(Added);
        Assert.Collection(Read(), e => Assert.IsType<UnitEvent.Disconnected>(e), e => Assert.Equal(Added, e));
    }

    private List<UnitEvent> Read()
    {
        var read = new List<UnitEvent>();
        while (_events.Reader.TryRead(out UnitEvent? unitEvent))
            read.Add(unitEvent);
        return read;
    }
}
