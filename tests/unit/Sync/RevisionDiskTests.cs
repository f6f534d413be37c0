using OciReconciler.Git;
using OciReconciler.Model.Git;
using OciReconciler.Model.Manifests.Trees;
using OciReconciler.Sync;

namespace OciReconciler.UnitTests.Sync;

/// <summary>What lies on disk of a git source, and what happens when it cannot be written or is damaged.</summary>
public sealed class RevisionDiskTests : IDisposable
{
    private static readonly GitException Unreachable = new(Reasons.GitUnreachable, "git.example does not answer.");

    private readonly SyncHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Fact]
    public void Revision_NamesThatNoFileSystemTakes_AreKept()
    {
        var store = new RevisionStore(_harness.Disk["sources/x"], _harness.State);
        Assert.True(CommitId.TryParse(new string('a', 40), out var commit));
        ImmutableArray<TreeFile> files =
        [
            new(new string('n', 5000), new byte[] { 1, 2 }), new("..\n\u001b/COM1", default), new("A", "x"u8.ToArray()),
                new("a", "y"u8.ToArray()),
        ];
        store.Write(commit, new StoredRevision("p", files, [new IgnoredTreeEntry("\u202ex", "is a symbolic link")]));

        var read = store.TryRead(commit, "p")!;
        Assert.Equal(
            files.Select(file => (file.Path, Convert.ToHexString(file.Content.Span))),
            read.Files.Select(file => (file.Path, Convert.ToHexString(file.Content.Span))));
        Assert.Equal("\u202ex", Assert.Single(read.Ignored).Path);
        Assert.Null(store.TryRead(commit, "other"));
        Assert.All(
            Directory.EnumerateFileSystemEntries(_harness.Disk["sources"], "*", SearchOption.AllDirectories),
            path => Assert.Equal(
                Directory.Exists(path) ? AtomicFile.PrivateDirectoryMode : AtomicFile.PrivateMode, File.GetUnixFileMode(path)));
    }

    [Fact]
    public void Revisions_OtherThanNeeded_AreRemoved()
    {
        _harness.Repository.Push(("web.json", "web nginx:1"));
        _harness.Start();
        for (var version = 2; version < 5; version++)
            _harness.Push(("web.json", $"web nginx:{version}"));

        Assert.Equal([_harness.Report.Accepted!.Commit], Directory.GetDirectories(_harness.Revisions).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("revisions")]
    [InlineData("state")]
    public void Push_DiskTakesNothing_LeavesWhatWasAndRecovers(string what)
    {
        _harness.Repository.Push(("web.json", "web nginx:1"));
        _harness.Start();
        // A directory or file in the way: also root cannot write there.
        var (at, aside) = what == "state" ? (_harness.StateFile, _harness.Disk["aside"]) : (_harness.Revisions, _harness.Disk["aside"]);
        Directory.Move(at, aside);
        if (what == "state")
            Directory.CreateDirectory(at + "/x");
        else
            File.WriteAllText(at, "");
        _harness.Push(("web.json", "web nginx:2"));
        Assert.Equal(("web nginx:1", Reasons.RevisionNotKept), (_harness.Declared, _harness.Report.Error!.Reason));

        if (what == "state")
            Directory.Delete(at, recursive: true);
        else
            File.Delete(at);
        Directory.Move(aside, at);
        _harness.Poll();
        Assert.Equal(("web nginx:2", null), (_harness.Declared, _harness.Report.Error));
        _harness.Repository.Failure = Unreachable;
        _harness.Restart();
        Assert.Equal("web nginx:2", _harness.Declared);
    }

    [Theory]
    [InlineData("index.json", false)]
    [InlineData("content-*", false)]
    [InlineData("content-*", true)]
    [InlineData("../../state.json", false)]
    public void Restart_DamagedFile_CountsAsAbsentAndIsFetchedAgain(string pattern, bool isRemoved)
    {
        _harness.Repository.Push(("web.json", "web nginx:1"));
        _harness.Start();
        var revision = Assert.Single(Directory.GetDirectories(_harness.Revisions));
        var file = pattern.StartsWith("..", StringComparison.Ordinal)
            ? _harness.StateFile
            : Assert.Single(Directory.GetFiles(revision, pattern));
        if (file == _harness.StateFile)
            File.WriteAllText(file + ".last", "{ torn");
        if (isRemoved)
            File.Delete(file);
        else
            File.WriteAllText(file, "{ torn");
        _harness.Snapshots.Clear();
        _harness.Repository.Failure = Unreachable;
        _harness.Restart();
        Assert.Equal(SourceStateKind.NotFetched, _harness.Snapshots[^1].State.Kind);
        Assert.Equal(isRemoved, !File.Exists(file + ".damaged"));

        _harness.Repository.Failure = null;
        _harness.Pass(TimeSpan.FromMinutes(5));
        Assert.Equal("web nginx:1", _harness.Declared);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Restart_StateIsDamaged_KeepsTheRevisionAndWhatNewerOnesDescendFrom(bool isRemoved)
    {
        var first = _harness.Repository.Push(("web.json", "web nginx:1"));
        _harness.Start();
        _harness.Push(("web.json", "web nginx:2"));
        if (isRemoved)
            File.Delete(_harness.StateFile);
        else
            File.WriteAllText(_harness.StateFile, "{");
        _harness.Repository.Reset(first);
        _harness.Restart();
        _harness.Poll();

        Assert.Equal(("web nginx:2", Reasons.GitRewound), (_harness.Declared, _harness.Report.Error!.Reason));
    }

    [Fact]
    public void Restart_StateAndItsCopyAreDamaged_RemovesNoRevisionBeforeOneIsAccepted()
    {
        _harness.Repository.Push(("web.json", "web nginx:1"));
        _harness.Start();
        File.WriteAllText(_harness.StateFile, "{");
        File.WriteAllText(_harness.StateFile + ".last", "{");
        _harness.Repository.Failure = Unreachable;
        _harness.Restart();
        _harness.Poll();
        Assert.Single(Directory.GetDirectories(_harness.Revisions));
    }

    // Model test, seed 20254747: it was taken for never fetched, and written over.
    [Fact]
    public void Restart_DirectoryOfAllSourcesIsNone_WaitsForItAndGoesOnWithWhatWasInForce()
    {
        _harness.Repository.Push(("web.json", "web nginx:1"));
        _harness.Start();
        var (at, aside) = (_harness.Disk["sources"], _harness.Disk["aside"]);
        Directory.Move(at, aside);
        File.WriteAllText(at, "");
        _harness.Restart();
        _harness.Poll();
        Assert.Contains("is no directory", _harness.Report.Error!.Message, StringComparison.Ordinal);

        File.Delete(at);
        Directory.Move(aside, at);
        _harness.Repository.Failure = Unreachable;
        _harness.Poll();
        Assert.Equal("web nginx:1", _harness.Declared);
        Assert.NotNull(_harness.Report.Accepted);
    }

    [Fact]
    public void Path_ChangedDuringAFreeze_KeepsWhatIsInForceOverARestart()
    {
        _harness.Repository.Push(("web.json", "web nginx:1"));
        _harness.Start();
        _harness.Frozen.Add(SyncHarness.Name);
        _harness.Options = _harness.Options with { Path = "sub" };
        _harness.Restart();
        _harness.Poll();
        Assert.Equal("waiting", _harness.Report.State);
        _harness.Repository.Failure = Unreachable;
        _harness.Restart();
        _harness.Poll();
        Assert.Equal("web nginx:1", _harness.Declared);
        Assert.Equal(SourceStateKind.Ready, _harness.Snapshots[^1].State.Kind);
    }

    [Fact]
    public void Restart_OverlayIsWrongByNow_DeliversNoListingAndSaysWhy()
    {
        var commit = _harness.Repository.Push(("web.json", "web nginx:1"));
        _harness.Start();
        var render = _harness.Rules.Render;
        _harness.Rules = _harness.Rules with
        {
            Render = (source, files) => render(source, files) with
            {
                Errors = [new Model.Manifests.Json.ManifestError($"{source}:overlays/x.json", 3, "$", "is wrong")],
            },
        };
        _harness.Repository.Failure = Unreachable;
        _harness.Restart();
        Assert.Equal((SourceStateKind.NotFetched, 0), (_harness.Snapshots[^1].State.Kind, _harness.Snapshots[^1].Files.Length));
        _harness.Repository.Failure = null;
        _harness.Pass(TimeSpan.FromHours(1));
        Assert.Equal([$"fleet@{commit.Abbreviated}:overlays/x.json:3: $: is wrong"], _harness.Report.Error!.Errors);
        Assert.InRange(_harness.Repository.Transfers, 2, 2);

        _harness.Rules = Sources.TinyManifests.Rules;
        _harness.Restart();
        Assert.Equal(("web nginx:1", null), (_harness.Declared, _harness.Report.Error));
    }

    /// <summary>A file that is wrong by now is as one of a directory; somebody has to mend it all the same.</summary>
    [Fact]
    public void Restart_ManifestIsWrongByNow_IsToldUntilANewerRevision()
    {
        _harness.Repository.Push(("db.json", "db postgres:1"), ("web.json", "web nginx:1"));
        _harness.Start();
        _harness.BreakByNow("db.json");
        _harness.Restart();
        _harness.Pass(TimeSpan.FromHours(1));
        Assert.Equal(("web nginx:1", Reasons.RevisionRefused), (_harness.Declared, _harness.Report.Error!.Reason));
        Assert.Contains("is in force and has errors by now", _harness.Report.Error.Message, StringComparison.Ordinal);
        Assert.Equal(1, _harness.Repository.Transfers);
        Assert.Equal(2, _harness.AllEvents.Count(happened => happened.Reason is Reasons.RevisionRefused or Reasons.InvalidManifest));

        _harness.Push(("web.json", "web nginx:2"));
        Assert.Equal(("web nginx:2", null), (_harness.Declared, _harness.Report.Error));
    }

    [Fact]
    public void Waiting_AfterOneThatCannotBeUsed_EndsItsRefusal()
    {
        _harness.Repository.Push(("web.json", "web nginx:1"));
        _harness.Start();
        _harness.Frozen.Add(SyncHarness.Name);
        _harness.Push(("web.json", "web nginx:2"));
        var render = _harness.Rules.Render;
        _harness.Rules = _harness.Rules with
        {
            Render = (source, files) => render(source, files) with
            {
                Errors = Encoding.UTF8.GetString(files[0].Content.Span).Contains(":1", StringComparison.Ordinal)
                    ? [new Model.Manifests.Json.ManifestError($"{source}:overlays/x.json", 3, "$", "is wrong")]
                    : [],
            },
        };
        _harness.Slowness = TimeSpan.FromHours(1);
        _harness.Restart();
        Assert.Equal(Reasons.RevisionRefused, _harness.Report.Error!.Reason);
        _harness.Frozen.Remove(SyncHarness.Name);
        _harness.Pass(TimeSpan.FromSeconds(20));

        Assert.Equal(("web nginx:2", null), (_harness.Declared, _harness.Report.Error));
    }

    /// <summary>Nothing new comes into force when what was lost is there again.</summary>
    [Fact]
    public void Restart_FilesAreDamagedDuringAFreeze_AreFetchedAgainAndStayApplied()
    {
        _harness.Repository.Push(("web.json", "web nginx:1"));
        _harness.Start();
        _harness.Frozen.Add(SyncHarness.Name);
        File.WriteAllText(Path.Combine(Assert.Single(Directory.GetDirectories(_harness.Revisions)), "index.json"), "{ torn");
        _harness.Find = _ => null;
        _harness.Restart();
        _harness.Poll();

        Assert.Equal(("web nginx:1", "applied"), (_harness.Declared, _harness.Report.State));
        Assert.Equal("RevisionAccepted RevisionApplied", _harness.Events);
    }

    [Fact]
    public void Freeze_RevisionAfterRevision_KeepsThoseThatAreNeeded()
    {
        var first = _harness.Repository.Push(("web.json", "web nginx:1"));
        _harness.Start();
        _harness.Frozen.Add(SyncHarness.Name);
        for (var version = 2; version < 5; version++)
            _harness.Push(("web.json", $"web nginx:{version}"));
        Assert.Equal(
            [_harness.Report.Accepted!.Commit, _harness.Report.Fetched!.Commit],
            Directory.GetDirectories(_harness.Revisions).Select(Path.GetFileName).OrderBy(name => name != first.Digits));

        _harness.Repository.Reset(first);
        _harness.Poll();
        Assert.Equal([first.Digits], Directory.GetDirectories(_harness.Revisions).Select(Path.GetFileName));
    }

    [Fact]
    public void Push_RenderingThrows_IsRefusedAndTheNextOneIsTaken()
    {
        _harness.Repository.Push(("web.json", "web nginx:1"));
        _harness.Rules = _harness.Rules with
        {
            Parse = (file, utf8) => Encoding.UTF8.GetString(utf8.Span).Contains("odd", StringComparison.Ordinal)
                ? throw new InvalidOperationException("no such case")
                : Sources.TinyManifests.Parse(file, utf8),
        };
        _harness.Rules = _harness.Rules with
        {
            Render = (source, files) =>
                new RenderedTree([.. files.Select(file => _harness.Rules.Parse($"{source}:{file.Path}", file.Content))], []),
        };
        _harness.Start();
        _harness.Push(("web.json", "web odd:2"));
        Assert.Equal(("web nginx:1", Reasons.RevisionRefused), (_harness.Declared, _harness.Report.Error!.Reason));
        Assert.Contains("no such case", _harness.Report.Error.Message, StringComparison.Ordinal);
        _harness.Push(("web.json", "web nginx:3"));
        Assert.Equal("web nginx:3", _harness.Declared);
    }

    [Fact]
    public void Sources_ThatNobodyNeeds_AreRemovedAtTheStart()
    {
        foreach (var name in new[] { "kept", "gone", ".odd" })
            Directory.CreateDirectory(_harness.Disk[$"sources/{name}/revisions"]);
        RevisionStore.RemoveOthers(_harness.Disk["sources"], name => name == "kept");
        Assert.Equal([".odd", "kept"], Directory.GetDirectories(_harness.Disk["sources"]).Select(Path.GetFileName)
            .Order(StringComparer.Ordinal));
    }
}
