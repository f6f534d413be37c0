using OciReconciler.Configuration;
using OciReconciler.Git;

namespace OciReconciler.UnitTests.Sync;

/// <summary>What may come into force of a revision that waits, and what must not.</summary>
public sealed class WaitingRevisionTests : IDisposable
{
    private readonly SyncHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Theory]
    [InlineData("url")]
    [InlineData("ref")]
    [InlineData("path")]
    [InlineData("verify")]
    public void Waiting_SettingsOfTheSourceChanged_DoesNotComeIntoForce(string setting)
    {
        StartFrozen();
        _harness.Push(("web.json", "web nginx:2"));
        Assert.Equal("waiting", _harness.Report.State);

        _harness.Options = setting switch
        {
            "url" => _harness.Options with { Url = "https://other.example/fleet.git" },
            "ref" => _harness.Options with { Ref = "prod" },
            "path" => _harness.Options with { Path = "hosts" },
            _ => _harness.Options with { Verify = new GitVerifyOptions { AllowedSignersFile = "/etc/signers" } },
        };
        _harness.Repository.Failure = new GitException(Reasons.GitUnreachable, "git.example does not answer.");
        _harness.Frozen.Remove(SyncHarness.Name);
        _harness.Restart();
        _harness.Poll();
        Assert.Equal("web nginx:1", _harness.Declared);

        (_harness.Repository.Failure, _harness.Signer) = (null, "ada@example.org");
        _harness.Sync();
        Assert.Equal("web nginx:2", _harness.Declared);
    }

    [Fact]
    public void SyncNow_WhileItIsFetched_DoesNotTakeTheOneThatWaitedBefore()
    {
        StartFrozen();
        _harness.Push(("web.json", "web nginx:2"));
        _harness.Repository.Push(("web.json", "web nginx:3"));
        _harness.Slowness = TimeSpan.FromSeconds(5);
        var before = _harness.Snapshots.Count;
        _harness.Requests.Ask(SyncHarness.Name, now: true, allowRewind: false);
        _harness.Pass(TimeSpan.FromSeconds(40));

        Assert.Equal("web nginx:3", _harness.Declared);
        Assert.Equal(before + 1, _harness.Snapshots.Count);
    }

    [Fact]
    public void SyncNow_NewestIsRefused_DoesNotTakeTheOneThatWaitedBefore()
    {
        StartFrozen();
        _harness.Push(("web.json", "web nginx:2"));
        _harness.Repository.Push(("web.json", "!"));

        Assert.False(_harness.Sync(now: true)!.Succeeded);
        Assert.Equal("web nginx:1", _harness.Declared);
    }

    [Fact]
    public void AllowRewind_IntoAFreeze_WaitsWithoutARefusalAndComesIntoForce()
    {
        var first = _harness.Repository.Push(("web.json", "web nginx:1"));
        _harness.Start();
        _harness.Push(("web.json", "web nginx:2"));
        _harness.Frozen.Add(SyncHarness.Name);
        _harness.Repository.Reset(first);
        _harness.Sync(allowRewind: true);
        _harness.Pass(TimeSpan.FromHours(1));
        Assert.Equal(("waiting", null), (_harness.Report.State, _harness.Report.Error));
        Assert.DoesNotContain(Reasons.GitRewound, _harness.Events, StringComparison.Ordinal);

        _harness.Frozen.Remove(SyncHarness.Name);
        _harness.Poll();
        Assert.Equal(("web nginx:1", "applied"), (_harness.Declared, _harness.Report.State));
    }

    [Fact]
    public void Waiting_RefSetBackBehindIt_IsDropped()
    {
        var first = _harness.Repository.Push(("web.json", "web nginx:0"));
        _harness.Start();
        _harness.Push(("web.json", "web nginx:1"));
        _harness.Frozen.Add(SyncHarness.Name);
        _harness.Push(("web.json", "web nginx:2"));
        _harness.Repository.Reset(first);
        _harness.Poll();
        Assert.Equal((Reasons.GitRewound, ""), (_harness.Report.Error!.Reason, _harness.Report.WaitingFor));

        _harness.Frozen.Remove(SyncHarness.Name);
        _harness.Poll();
        Assert.Equal("web nginx:1", _harness.Declared);
    }

    [Fact]
    public void Waiting_Amended_IsReplacedAndNotRefused()
    {
        var first = _harness.Repository.Push(("web.json", "web nginx:1"));
        _harness.Start();
        _harness.Frozen.Add(SyncHarness.Name);
        _harness.Push(("web.json", "web nginx:2"));
        _harness.Repository.Reset(first);
        var amended = _harness.Push(("web.json", "web nginx:3"));

        Assert.Equal(("waiting", amended.Digits), (_harness.Report.State, _harness.Report.Fetched!.Commit));
        Assert.DoesNotContain(Reasons.GitRewound, _harness.Events, StringComparison.Ordinal);
        Assert.True(_harness.Sync(now: true)!.Succeeded);
        Assert.Equal("web nginx:3", _harness.Declared);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Sync_PlainOneBeforeThePrivilegedOneIsFetched_TakesNothingAway(bool isFetching)
    {
        var first = _harness.Repository.Push(("web.json", "web nginx:1"));
        _harness.Start();
        _harness.Push(("web.json", "web nginx:2"));
        _harness.Frozen.Add(SyncHarness.Name);
        _harness.Repository.Reset(first);
        _harness.Slowness = TimeSpan.FromSeconds(30);
        _harness.Requests.Ask(SyncHarness.Name, now: true, allowRewind: true);
        if (isFetching)
        {
            _harness.Source.Wake();
            _harness.Pass(TimeSpan.FromSeconds(10));
        }

        var plain = _harness.Requests.Ask(SyncHarness.Name, now: false, allowRewind: false);
        _harness.Source.Wake();
        _harness.Pass(TimeSpan.FromMinutes(3));

        Assert.Equal("web nginx:1", _harness.Declared);
        Assert.True(_harness.Requests.Outcome(SyncHarness.Name, plain.Id)!.Succeeded);
    }

    [Fact]
    public void Sync_PlainOneAfterThePrivilegedOneWasFetched_HasNoPrivileges()
    {
        _harness.Repository.Push(("web.json", "web nginx:1"));
        _harness.Start();
        _harness.Find = key => new(SyncHarness.Name, true, 1, SyncHarness.Ready(key) with { InSync = false });
        _harness.Repository.Push(("web.json", "web nginx:2"));
        _harness.Requests.Ask(SyncHarness.Name, now: true, allowRewind: true);
        _harness.Poll();
        Assert.Equal("web nginx:2", _harness.Declared);
        _harness.Frozen.Add(SyncHarness.Name);
        _harness.Repository.Push(("web.json", "web nginx:3"));
        _harness.Requests.Ask(SyncHarness.Name, now: false, allowRewind: false);
        _harness.Poll();

        Assert.Equal(("web nginx:2", "waiting"), (_harness.Declared, _harness.Report.State));
    }

    /// <summary>A controller that is killed before it has recorded the outcome finds the request again.</summary>
    [Fact]
    public void Sync_AnsweredBeforeARestart_HasNoPrivilegesAfterIt()
    {
        var first = _harness.Repository.Push(("web.json", "web nginx:1"));
        _harness.Start();
        _harness.Find = key => new(SyncHarness.Name, true, 1, SyncHarness.Ready(key) with { InSync = false });
        _harness.Frozen.Add(SyncHarness.Name);
        _harness.Repository.Push(("web.json", "web nginx:2"));
        var request = _harness.Requests.Ask(SyncHarness.Name, now: true, allowRewind: true);
        _harness.Poll();
        Assert.Equal("web nginx:2", _harness.Declared);

        _harness.Repository.Reset(first);
        _harness.Repository.Push(("web.json", "web nginx:3"));
        _harness.Restart();
        _harness.Poll();
        Assert.Equal(("web nginx:2", Reasons.GitRewound), (_harness.Declared, _harness.Report.Error!.Reason));
        Assert.False(_harness.Requests.Outcome(SyncHarness.Name, request.Id)!.Succeeded);
    }

    [Fact]
    public void Sync_AnsweredBeforeARestart_EndsWhenTheRevisionIsApplied()
    {
        _harness.Repository.Push(("web.json", "web nginx:1"));
        _harness.Start();
        _harness.Find = key => new(SyncHarness.Name, true, 1, SyncHarness.Ready(key) with { InSync = false });
        _harness.Repository.Push(("web.json", "web nginx:2"));
        var request = _harness.Requests.Ask(SyncHarness.Name, now: false, allowRewind: false);
        _harness.Poll();
        _harness.Restart();
        _harness.Poll();
        Assert.Null(_harness.Requests.Outcome(SyncHarness.Name, request.Id));

        _harness.Find = key => new(SyncHarness.Name, true, 1, SyncHarness.Ready(key));
        _harness.Poll();
        Assert.True(_harness.Requests.Outcome(SyncHarness.Name, request.Id)!.Succeeded);
        Assert.Null(_harness.Requests.Find(SyncHarness.Name));
    }

    /// <summary>The answer that says that what waits is gone is dropped: whoever waits for the first look waits for the next one.</summary>
    [Fact]
    public void FirstLook_RefNoLongerNamesWhatWaits_IsDoneWithTheNextAnswer()
    {
        var first = _harness.Repository.Push(("web.json", "web nginx:1"));
        _harness.Start();
        _harness.Frozen.Add(SyncHarness.Name);
        _harness.Push(("web.json", "web nginx:2"));
        _harness.Repository.Reset(first);
        _harness.Repository.Push(("web.json", "web nginx:3"));
        _harness.Restart();
        Assert.False(_harness.Source.FirstLook.IsCompleted);
        _harness.Pass(TimeSpan.FromSeconds(3));
        Assert.True(_harness.Source.FirstLook.IsCompleted);
    }

    private void StartFrozen()
    {
        _harness.Repository.Push(("web.json", "web nginx:1"));
        _harness.Start();
        _harness.Frozen.Add(SyncHarness.Name);
    }
}
