using static OciReconciler.UnitTests.Desired.DesiredHarness;

namespace OciReconciler.UnitTests.Desired;

/// <summary>What a source that fails means for removals, and which workloads are looked at when something may be removed.</summary>
public sealed class PrunePermissionTests : IDisposable
{
    [Fact]
    public void Removable_DeclaredInErrorAndNeverTaken_IsNothing()
    {
        _desired.Report(File("a.json", "web v1"), File("ring.json", "x v1 after=y\ny v1 after=x"));
        var update = _desired.Report(File("a.json", "web v1"));
        Assert.Empty(update.Removable!);
    }

    private readonly DesiredHarness _desired = new();

    public void Dispose() => _desired.Dispose();

    /// <summary>
    /// /n fails in this way, having been listed before or not, for a week: what came from it, what came from /m and is gone there, and
    /// what is ours though nothing is known of it all stay.
    /// </summary>
    [Theory]
    [InlineData((int)SourceStateKind.Missing, true)]
    [InlineData((int)SourceStateKind.Missing, false)]
    [InlineData((int)SourceStateKind.Unreadable, true)]
    [InlineData((int)SourceStateKind.Unreadable, false)]
    [InlineData((int)SourceStateKind.ForeignFilesystem, true)]
    [InlineData((int)SourceStateKind.ForeignFilesystem, false)]
    public void Update_SourceFailsForAWeek_PrunesNothing(int kind, bool wasListed)
    {
        _desired.Start("/m", "/n");
        _desired.Report("/m", SourceState.Ready, File("/m/a.json", "web v1"));
        _desired.Report("/n", SourceState.Ready, File("/n/b.json", "db v1"));
        if (!wasListed)
        {
            _desired.Start("/m", "/n");
            _desired.Report("/m", SourceState.Ready, File("/m/a.json", "web v1"));
        }

        var failing = new SourceState((SourceStateKind)kind, "look at it");
        _desired.Report("/n", failing);
        _desired.Report("/m", SourceState.Ready);
        _desired.Store.ReportOwned([new("web"), new("db"), new("orphan")]);
        for (var hour = 0; hour < 7 * 24; hour++)
        {
            _desired.Time.Advance(TimeSpan.FromHours(1));
            Assert.Empty(_desired.Report("/n", failing).Changed);
            _desired.Store.Reevaluate();
        }

        Assert.Equal("db=v1?, web=v1?", _desired.Wanted());
        Assert.All(["web", "db", "orphan"], name => Assert.False(_desired.MayPrune(name)));

        // It is back, and declares what it did: only what vanished elsewhere goes.
        Assert.Null(_desired.Report("/n", SourceState.Ready, File("/n/b.json", "db v1")).Removable);
        Assert.Equal("db=v1", _desired.Wanted());
        Assert.True(_desired.MayPrune("web"));
        Assert.True(_desired.MayPrune("orphan"));
        Assert.False(_desired.MayPrune("db"));
    }

    [Fact]
    public void Update_SourceNeverHeard_PrunesNothing()
    {
        _desired.Start("/m", "/n");
        _desired.Report("/m", SourceState.Ready, File("/m/a.json", "web v1"));
        _desired.Report("/m", SourceState.Ready);
        _desired.Time.Advance(TimeSpan.FromDays(7));
        _desired.Store.Reevaluate();
        Assert.False(_desired.MayPrune("web"));
        Assert.False(_desired.MayPrune("orphan"));
    }

    /// <summary>
    /// Of a repository the revision on disk is known at a start: what is gone elsewhere may have moved there, and what is found on the host
    /// may have been added.
    /// </summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Restart_RepositoryNotLookedAtYet_RemovesNothing(bool isMoved)
    {
        _desired.Start("/m", "fleet");
        _desired.Report("/m", SourceState.Ready, File("/m/a.json", "a v1\nb v1\nc v1\nd v1"));
        _desired.Report("fleet", SourceState.Ready, File("fleet:web.json", "web v1"));
        _desired.Start("/m", "fleet");
        Look("fleet", awaits: true, File("fleet:web.json", "web v1"));
        _desired.Report("/m", SourceState.Ready);
        _desired.Store.ReportOwned([new("orphan")]);
        _desired.Time.Advance(TimeSpan.FromHours(1));
        _desired.Store.Reevaluate();
        // Neither wanted, so that after a reboot nothing starts that somebody had deleted, nor removed.
        Assert.Equal("web=v1", _desired.Wanted());
        Assert.All(["a", "orphan"], name => Assert.False(_desired.MayPrune(name)));
        Assert.Null(_desired.Store.Current.RemovalGrace);

        var fetched = isMoved ? "web v1\na v1\nb v1\nc v1\nd v1" : "web v1";
        Assert.Null(Look("fleet", awaits: false, File("fleet:web.json", fetched)).Removable);
        Assert.Equal(isMoved, _desired.Store.Current.RemovalGrace is null);
        Assert.Equal(isMoved, _desired.MayPrune("orphan"));
        _desired.Time.Advance(TimeSpan.FromMinutes(2));
        _desired.Store.Reevaluate();
        Assert.Equal(!isMoved, _desired.MayPrune("a"));
        Assert.True(_desired.MayPrune("orphan"));
        Assert.Equal(isMoved ? "a=v1, b=v1, c=v1, d=v1, web=v1" : "web=v1", _desired.Wanted());
    }

    /// <summary>A source under another name has to be listed before anything of the former one goes.</summary>
    [Fact]
    public void Restart_SourceRenamed_KeepsWhatTheNewOneDeclares()
    {
        _desired.Report("/m", SourceState.Ready, File("/m/a.json", "web v1"));
        _desired.Start("/renamed");
        _desired.Report("/renamed", new SourceState(SourceStateKind.Missing, "wait"));
        Assert.False(_desired.MayPrune("web"));
        _desired.Report("/renamed", SourceState.Ready, File("/renamed/a.json", "web v1"));
        Assert.Equal("web=v1", _desired.Wanted());
        Assert.False(_desired.MayPrune("web"));
    }

    [Fact]
    public void Update_RemovedFromOneSource_OnlyThatOneIsToBeLookedAt()
    {
        _desired.Start("/m", "/n");
        var many = string.Join('\n', Enumerable.Range(0, 300).Select(number => $"w{number} v1"));
        _desired.Report("/m", SourceState.Ready, File("/m/a.json", many));
        _desired.Report("/n", SourceState.Ready, File("/n/a.json", "web v1"), File("/n/b.json", "db v1"));
        var update = _desired.Report("/n", SourceState.Ready, File("/n/a.json", "web v2"));
        Assert.Equal("db,web", Keys(update));
        Assert.Equal("db", string.Join(',', update.Removable!.Value));
    }

    /// <summary>A name that two files declared and was never taken may be on the host all the same: then it is listed.</summary>
    [Theory]
    [InlineData("", "")]
    [InlineData("web", "web")]
    public void Update_RejectedDeclarationGone_IsLookedAtWhereItIsOnTheHost(string owned, string removable)
    {
        _desired.Report(File("a.json", "web v1"), File("b.json", "web v2"), File("c.json", "db v1"));
        _desired.Store.ReportOwned(owned.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(name => new WorkloadKey(name)));
        Assert.Equal(removable, string.Join(',', _desired.Report(File("c.json", "db v1")).Removable!.Value));
    }

    private DesiredUpdate Look(string source, bool awaits, params SourceFile[] files) =>
        _desired.Store.Update(new SourceSnapshot(source, SourceState.Ready, [.. files]) { AwaitsFirstLook = awaits });

    [Fact]
    public void Update_BrokenFileMended_AllAreToBeLookedAt()
    {
        _desired.Report(File("a.json", "web v1"), File("b.json", "db!"));
        Assert.Empty(_desired.Report(File("a.json", "web v2"), File("b.json", "db!")).Removable!);
        Assert.Null(_desired.Report(File("a.json", "web v2"), File("b.json", "db v1")).Removable);
    }
}
