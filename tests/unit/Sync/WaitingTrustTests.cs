using OciReconciler.Configuration;
using OciReconciler.Git;
using OciReconciler.Model.Git;

namespace OciReconciler.UnitTests.Sync;

/// <summary>What takes the trust from a revision that waits: its key, its ref, a forge that knows something newer.</summary>
public sealed class WaitingTrustTests : IDisposable
{
    private static readonly GitException Unreachable = new(Reasons.GitUnreachable, "git.example does not answer.");

    private readonly SyncHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Fact]
    public void Signature_RefusedWhileItWaits_DropsIt()
    {
        var waiting = WaitSigned();
        _harness.Repository.Unsigned.Add(waiting);
        _harness.Poll();
        Assert.Equal((Reasons.GitVerificationFailed, ""), (_harness.Report.Error!.Reason, _harness.Report.WaitingFor));
        Unfreeze();
        Assert.Equal("web nginx:1", _harness.Declared);

        _harness.Repository.Unsigned.Clear();
        _harness.Poll();
        Assert.Equal(("web nginx:2", null), (_harness.Declared, _harness.Report.Error));
    }

    [Fact]
    public void Signature_CheckedByAnEarlierProcess_IsConfirmedByAFetchFirst()
    {
        WaitSigned();
        _harness.Repository.Failure = Unreachable;
        _harness.Restart();
        Unfreeze();
        Assert.Equal(("web nginx:1", "signature"), (_harness.Declared, _harness.Report.WaitingFor));
        Assert.False(_harness.Sync(now: true)!.Succeeded);
        Assert.Equal("web nginx:1", _harness.Declared);

        _harness.Repository.Failure = null;
        var transfers = _harness.Repository.Transfers;
        Assert.True(_harness.Sync()!.Succeeded);
        Assert.Equal(("web nginx:2", transfers), (_harness.Declared, _harness.Repository.Transfers));
    }

    [Fact]
    public void Signature_RefusedByTheFirstFetchAfterARestart_DropsIt()
    {
        var waiting = WaitSigned();
        _harness.Repository.Unsigned.Add(waiting);
        _harness.Frozen.Remove(SyncHarness.Name);
        _harness.Slowness = TimeSpan.FromMinutes(1);
        _harness.Restart();
        _harness.Pass(TimeSpan.FromMinutes(10));
        Assert.Equal(("web nginx:1", Reasons.GitVerificationFailed), (_harness.Declared, _harness.Report.Error!.Reason));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Ref_SetToAnUnsignedCommitBesideIt_DropsIt(bool allowRewind)
    {
        var first = _harness.Repository.Push(("web.json", "web nginx:1"));
        _harness.Start();
        _harness.Frozen.Add(SyncHarness.Name);
        _harness.Push(("web.json", "web nginx:2"));
        _harness.Repository.Reset(first);
        _harness.Repository.Unsigned.Add(_harness.Repository.Push(("web.json", "web nginx:3")));
        Assert.False(_harness.Sync(allowRewind: allowRewind)!.Succeeded);
        Assert.Equal((Reasons.GitVerificationFailed, ""), (_harness.Report.Error!.Reason, _harness.Report.WaitingFor));
        Unfreeze();
        Assert.Equal("web nginx:1", _harness.Declared);
    }

    [Fact]
    public void Ref_ThatLeadsToAnUnsignedCommitUponIt_LeavesIt()
    {
        WaitSigned();
        _harness.Repository.Unsigned.Add(_harness.Repository.Push(("web.json", "web nginx:3")));
        _harness.Poll();
        Unfreeze();
        Assert.Equal(("web nginx:2", Reasons.GitVerificationFailed), (_harness.Declared, _harness.Report.Error!.Reason));
    }

    [Fact]
    public void Ref_Deleted_DropsIt()
    {
        WaitSigned();
        _harness.Repository.Reset(null);
        _harness.Poll();
        Assert.Equal((Reasons.GitRefNotFound, ""), (_harness.Report.Error!.Reason, _harness.Report.WaitingFor));
        Unfreeze();
        Assert.Equal("web nginx:1", _harness.Declared);
    }

    [Fact]
    public void SyncNow_WithoutTheForge_TakesItAndSaysSo()
    {
        var waiting = WaitSigned();
        _harness.Repository.Failure = Unreachable;
        var outcome = _harness.Sync(now: true)!;
        Assert.Equal(("web nginx:2", false), (_harness.Declared, outcome.Succeeded));
        Assert.Equal(
            $"fleet@{waiting.Abbreviated} was downloaded before, and is in force now; the forge is away. git.example does not answer.",
            outcome.Message);
    }

    [Theory]
    [InlineData(Reasons.GitAccessDenied, false)]
    [InlineData(Reasons.GitFailed, false)]
    [InlineData(Reasons.GitRefNotFound, false)]
    [InlineData(Reasons.GitUnreachable, true)]
    public void SyncNow_ForgeThatIsThereOrNamesANewerOne_DoesNotTakeIt(string reason, bool isNewerSeen)
    {
        WaitSigned();
        var newer = _harness.Repository.Push(("web.json", "web nginx:3"));
        _harness.Repository.Failure = new GitException(reason, "It did not come.") { Tip = isNewerSeen ? newer : null };
        Assert.False(_harness.Sync(now: true)!.Succeeded);
        Assert.Equal("web nginx:1", _harness.Declared);
    }

    [Fact]
    public void SyncNow_WithoutTheForgeAfterANewerOneWasSeen_DoesNotTakeIt()
    {
        WaitSigned();
        _harness.Push(("web.json", "!"));
        _harness.Repository.Failure = Unreachable;
        Assert.False(_harness.Sync(now: true)!.Succeeded);
        Assert.Equal("web nginx:1", _harness.Declared);
    }

    private CommitId WaitSigned()
    {
        _harness.Options = _harness.Options with { Verify = new GitVerifyOptions { AllowedSignersFile = "/etc/signers" } };
        _harness.Signer = "ada@example.org";
        _harness.Repository.Push(("web.json", "web nginx:1"));
        _harness.Start();
        _harness.Frozen.Add(SyncHarness.Name);
        var waiting = _harness.Push(("web.json", "web nginx:2"));
        Assert.Equal("waiting", _harness.Report.State);
        return waiting;
    }

    private void Unfreeze()
    {
        _harness.Frozen.Remove(SyncHarness.Name);
        _harness.Pass(TimeSpan.FromSeconds(20));
    }
}
