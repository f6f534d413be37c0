using OciReconciler.Hooks;
using OciReconciler.Model.Git;
using OciReconciler.UnitTests.Simulation.Threads;
using OciReconciler.UnitTests.Sources;

namespace OciReconciler.UnitTests.Hooks;

/// <summary>When a hook is run, in virtual time.</summary>
public sealed class SyncHookTests : IDisposable
{
    private readonly VirtualScheduler _pump = new();
    private readonly TemporaryDirectory _disk = new();
    private VirtualThread _thread = null!;
    private SyncHook _sut = null!;
    private readonly List<string> _told = [];
    private readonly List<string> _failed = [];
    private TimeSpan _takes = TimeSpan.Zero;
    private Func<string?> _result = () => null;

    public SyncHookTests() => Start();

    public void Dispose()
    {
        _thread.Kill();
        _disk.Dispose();
    }

    [Fact]
    public void Notify_OneNotice_IsToldOnce()
    {
        Notify(SyncState.Applied);
        Pass(TimeSpan.FromDays(1));
        Assert.Equal(["0 Applied"], _told);
    }

    [Fact]
    public void Notify_ManyWithinTenSeconds_TellsTheNewest()
    {
        Notify(SyncState.Waiting);
        Pass(TimeSpan.FromSeconds(1));
        Notify(SyncState.Accepted);
        Pass(TimeSpan.FromSeconds(1));
        Notify(SyncState.Applied);
        Pass(TimeSpan.FromSeconds(60));
        Assert.Equal(["0 Waiting", "10 Applied"], _told);
    }

    [Fact]
    public void Notify_ChangedAndBackAgain_IsNoNews()
    {
        Notify(SyncState.Applied);
        Pass(TimeSpan.FromSeconds(1));
        Notify(SyncState.Failed);
        Pass(TimeSpan.FromSeconds(1));
        Notify(SyncState.Applied);
        Pass(TimeSpan.FromHours(2));
        Assert.Equal(["0 Applied"], _told);
    }

    [Fact]
    public void Notify_SameWithAnotherMessage_IsNoNews()
    {
        Notify(SyncState.Failed, message: "It is tried again in 2 s.");
        Pass(TimeSpan.FromMinutes(1));
        Notify(SyncState.Failed, message: "It is tried again in 4 s.");
        Pass(TimeSpan.FromMinutes(1));
        Assert.Equal(["0 Failed"], _told);
    }

    [Fact]
    public void Notify_AnotherCommit_IsNews()
    {
        Notify(SyncState.Applied, commit: 'a');
        Pass(TimeSpan.FromMinutes(1));
        Notify(SyncState.Applied, commit: 'b');
        Pass(TimeSpan.FromMinutes(1));
        Assert.Equal(["0 Applied a", "60 Applied b"], _told);
    }

    [Theory]
    [InlineData("Failed")]
    [InlineData("Refused")]
    [InlineData("RolledBack")]
    public void Notify_Wrong_IsToldEachHourUntilItIsNot(string state)
    {
        Notify(Enum.Parse<SyncState>(state));
        Pass(TimeSpan.FromHours(2.5));
        Notify(SyncState.Applied);
        Pass(TimeSpan.FromHours(5));
        Assert.Equal([$"0 {state}", $"3600 {state}", $"7200 {state}", "9000 Applied"], _told);
    }

    [Fact]
    public void Notify_WhileTheHookRuns_IsToldAfterIt()
    {
        _takes = TimeSpan.FromSeconds(30);
        Notify(SyncState.Accepted);
        Pass(TimeSpan.FromSeconds(5));
        Notify(SyncState.Applied);
        Pass(TimeSpan.FromMinutes(2));
        Assert.Equal(["0 Accepted", "30 Applied"], _told);
    }

    [Fact]
    public void Run_FailsEachTime_IsReportedOnceAndNotTriedAgain()
    {
        _result = () => "It ended with exit status 1.";
        Notify(SyncState.Applied, commit: 'a');
        Pass(TimeSpan.FromHours(3));
        Assert.Equal(["0 Applied a"], _told);
        Notify(SyncState.Applied, commit: 'b');
        Pass(TimeSpan.FromMinutes(1));
        Assert.Equal(["It ended with exit status 1."], _failed);
        _result = () => null;
        Notify(SyncState.Applied, commit: 'c');
        Pass(TimeSpan.FromMinutes(1));
        _result = () => "It ended with exit status 1.";
        Notify(SyncState.Applied, commit: 'd');
        Pass(TimeSpan.FromMinutes(1));
        Assert.Equal(2, _failed.Count);
    }

    /// <summary>Of the revision in force, whatever becomes of a newer one within ten seconds.</summary>
    [Fact]
    public void Notify_TwoSubjects_EachIsTold()
    {
        Notify(Notice(SyncState.Applied, 'b'), Notice(SyncState.Waiting, 'c'));
        Pass(TimeSpan.FromMinutes(1));
        Notify(Notice(SyncState.RolledBack, 'b'), Notice(SyncState.Waiting, 'c'));
        Pass(TimeSpan.FromMinutes(1));
        Assert.Equal(["0 Applied b", "10 Waiting c", "60 RolledBack b"], _told);
    }

    [Fact]
    public void Notify_WrongIsOver_TellsWhatIsSoNow()
    {
        Notify(Notice(SyncState.Applied, 'b'));
        Pass(TimeSpan.FromMinutes(1));
        Notify(Notice(SyncState.Applied, 'b'), Notice(SyncState.Refused, 'c'));
        Pass(TimeSpan.FromMinutes(1));
        Notify(Notice(SyncState.Applied, 'b'));
        Pass(TimeSpan.FromMinutes(1));
        Assert.Equal(["0 Applied b", "60 Refused c", "120 Applied b"], _told);
    }

    [Fact]
    public void Restart_Wrong_IsToldWithTheNextFullHourAndNotAtOnce()
    {
        Notify(Notice(SyncState.RolledBack, 'b'));
        Pass(TimeSpan.FromHours(1.5));
        for (var restart = 0; restart < 3; restart++)
        {
            Restart();
            Notify(Notice(SyncState.RolledBack, 'b'));
            Pass(TimeSpan.FromMinutes(20));
        }

        Pass(TimeSpan.FromHours(1));
        Assert.Equal(["0 RolledBack b", "3600 RolledBack b", "7200 RolledBack b", "10800 RolledBack b"], _told);
    }

    [Theory]
    [InlineData(5, "0 Accepted b,5 Accepted b,15 Applied b")]
    [InlineData(60, "0 Accepted b,60 Applied b")]
    public void Restart_WhileTheHookRuns_IsToldOnceMore(int after, string expected)
    {
        _takes = TimeSpan.FromSeconds(30);
        Notify(Notice(SyncState.Accepted, 'b'));
        Pass(TimeSpan.FromSeconds(after));
        _takes = TimeSpan.Zero;
        Restart();
        Notify(Notice(SyncState.Accepted, 'b'));
        Pass(TimeSpan.Zero);
        Notify(Notice(SyncState.Applied, 'b'));
        Pass(TimeSpan.FromMinutes(1));
        Assert.Equal(expected.Split(','), _told);
    }

    private void Start()
    {
        _thread = new VirtualThread(_pump);
        _sut = new SyncHook(RunAsync, _failed.Add, new ToldFile(_disk["sources"], "fleet", new StateFiles(_ => { })), _thread.Time);
        _thread.Run(() => _ = _sut.RunAsync(CancellationToken.None));
    }

    private void Restart()
    {
        _thread.Kill();
        Start();
    }

    private void Notify(SyncState state, string message = "So it is.", char? commit = null) =>
        Notify(Notice(state, commit) with { Message = message });

    private void Notify(params SyncNotice[] notices) => _thread.Run(() => _sut.Notify(new SyncNews([.. notices], IsComplete: true)));

    private static SyncNotice Notice(SyncState state, char? commit) => new("fleet", SubjectOf(state), state, "Reason", "So it is.")
    {
        Commit = commit is { } digit ? Commit(digit) : null,
    };

    private static SyncSubject SubjectOf(SyncState state) => state switch
    {
        SyncState.Failed => SyncSubject.Repository,
        SyncState.Waiting or SyncState.Refused => SyncSubject.Newest,
        _ => SyncSubject.InForce,
    };

    private void Pass(TimeSpan duration)
    {
        _pump.Pass(duration);
        _pump.RunUntilIdle();
    }

    private async Task<string?> RunAsync(SyncNotice notice, CancellationToken cancellationToken)
    {
        var commit = notice.Commit is { } known ? $" {known.Id.Digits[0]}" : "";
        _told.Add($"{TimeSpan.FromTicks(_pump.Clock.Ticks).TotalSeconds} {notice.State}{commit}");
        if (_takes > TimeSpan.Zero)
            await Task.Delay(_takes, _thread.Time, cancellationToken);
        return _result();
    }

    private static CommitInfo Commit(char digit) =>
        new(CommitId.TryParse(new string(digit, 40), out var id) ? id : default, "Ann", "Change", DateTimeOffset.UnixEpoch);
}
