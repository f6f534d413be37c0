using static OciReconciler.UnitTests.Desired.DesiredHarness;

namespace OciReconciler.UnitTests.Desired;

/// <summary>
/// Each row is a story in words: <c>=abc</c> the manifests declare a, b and c; <c>+30</c> seconds pass and held removals are looked at;
/// <c>restart</c>, with the manifests as they are; and what may be removed at the end.
/// </summary>
public sealed class MassRemovalTests : IDisposable
{
    private readonly DesiredHarness _desired = new();
    private string _declared = "";
    private bool _isRunning = true;

    public void Dispose() => _desired.Dispose();

    [Theory]
    [InlineData("=abcdefgh =abcd", "efgh")]
    [InlineData("=abcdefgh =abc", "")]
    [InlineData("=abcdefgh =abc +59", "")]
    [InlineData("=abcdefgh =abc +60", "defgh")]
    [InlineData("=abcdefgh =abc +30 =abcdefgh +60", "")]
    [InlineData("=abcdefgh =abc +30 =abcdef +10", "")]
    [InlineData("=abcdefgh =abc +30 =abcdef +30", "gh")]
    [InlineData("=abcd =", "")]
    [InlineData("=abcd =a", "")]
    [InlineData("=abcd =ab", "cd")]
    [InlineData("=abc =", "abc")]
    [InlineData("=abcdefgh =abcde =ab", "")]
    [InlineData("=abcdefgh =abcde +30 =ab +30", "fgh")]
    [InlineData("=abcdefgh =abcde +30 =ab +60", "cdefgh")]
    [InlineData("=abcdefgh =abcde +60 =ab", "fgh")]
    [InlineData("=abcdefgh =abcde +60 =abc", "defgh")]
    [InlineData("=abcdefgh =abcijklmnop", "")]
    [InlineData("=abcdefgh restart =abc", "")]
    [InlineData("=abcdefgh stop =abc start", "")]
    [InlineData("=abcdefgh stop =abc start +60", "defgh")]
    [InlineData("=abcdefgh stop =abcijklmnop start", "")]
    [InlineData("=abcdefgh =abc +50 restart +30", "")]
    [InlineData("=abcdefgh =abc +60 =abcd", "efgh")]
    [InlineData("=a =b =c =d =e", "abcd")]
    [InlineData("=ab =bcdefgh =b", "")]
    [InlineData("=ab =bcdefgh =bcdefg", "ah")]
    [InlineData("allow =abcdefgh =", "abcdefgh")]
    public void Update_ManyVanish_AreHeldForTheGraceTime(string story, string removable)
    {
        foreach (var word in story.Split(' '))
            Report(word);
        Assert.Equal(
            removable, string.Concat(_desired.Store.Current.Undeclared.Keys.Where(key => _desired.MayPrune(key.Name))
                .Select(key => key.Name[1..])));
    }

    [Fact]
    public void Update_ManyVanish_HeldOnesStayWantedWithAReasonUntilTheirTime()
    {
        Report("=abcde");
        Report("=a");
        var held = _desired.Workload("wb");
        Assert.Equal("MassRemovalHeld", held.Grace!.Reason);
        Assert.Contains("more than half of 5", held.Grace.Message, StringComparison.Ordinal);
        Assert.Contains("12:01:00 UTC", held.Grace.Message, StringComparison.Ordinal);
        Assert.Contains("--allow-mass-removal", held.Grace.Message, StringComparison.Ordinal);
        Assert.Null(_desired.Workload("wa").Grace);
        var report = _desired.Store.Current.Report.MassRemoval!;
        Assert.Equal(["wb", "wc", "wd", "we"], report.Workloads);
        Assert.Equal(_desired.Time.GetUtcNow().AddSeconds(60), report.Until);

        _desired.Time.Advance(TimeSpan.FromSeconds(60));
        var update = _desired.Store.Reevaluate();
        Assert.Equal("wb,wc,wd,we", string.Join(',', update.Removable!.Value));
        Assert.Equal("wb,wc,wd,we", Keys(update));
        Assert.Null(update.State.RemovalGrace);
        Assert.Null(update.State.Report.MassRemoval);
        Assert.Equal("wa=v1", _desired.Wanted());
    }

    /// <summary>What vanished of what was declared before, and what is still held.</summary>
    [Theory]
    [InlineData("=abcdefgh =abc", "5 workloads of 8 are declared by no manifest any more, and vanished at once: wd, we, wf, wg, wh. ")]
    [InlineData("=abcdefgh =abc +50 =ab +10",
        "6 workloads of 8 are declared by no manifest any more, and vanished at once; still there are: wc. ")]
    [InlineData("=abcdefgh =abcde prune =ab",
        "6 workloads of 8 are declared by no manifest any more, and vanished at once; still there are: wc, wd, we. ")]
    [InlineData("=abcdefgh =abcijklmnop",
        "5 workloads of 8 are declared by no manifest any more, and vanished at once: wd, we, wf, wg, wh. ")]
    [InlineData("=abcdefgh =abc =abcdef", "2 workloads of 8 are declared by no manifest any more, and vanished at once: wg, wh. ")]
    [InlineData("=abcdefgh stop =abc start",
        "5 workloads of 8 are declared by no manifest any more, and vanished at once: wd, we, wf, wg, wh. ")]
    public void Update_ManyVanish_AreCountedAgainstWhatWasDeclaredBefore(string story, string message)
    {
        foreach (var word in story.Split(' '))
            Report(word);
        Assert.StartsWith(message, _desired.Store.Current.Report.MassRemoval?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Update_HeldOneIsBack_IsAsBeforeWithoutAnotherGeneration()
    {
        Report("=abcde");
        Report("=a");
        Report("=abcde");
        Assert.Null(_desired.Store.Current.RemovalGrace);
        Assert.Equal(1, _desired.Workload("wb").Generation);
        Assert.Null(_desired.Workload("wb").Grace);
    }

    [Fact]
    public void Found_OursWithoutAnyRecord_CountsAsVanished()
    {
        Report("=a");
        string[] orphans = ["wa", "wp", "wq", "wr", "ws"];
        _desired.Store.ReportOwned(orphans.Select(name => new WorkloadKey(name)));
        Assert.All(orphans, name => Assert.False(_desired.MayPrune(name)));
        Assert.Equal(4, _desired.Store.Current.RemovalGrace!.Workloads.Count);
        Assert.Equal("wa=v1", _desired.Wanted());
        Report("+60");
        Assert.True(_desired.MayPrune("wp"));
        Assert.False(_desired.MayPrune("wa"));
    }

    [Fact]
    public void Update_RemovedWhileWindowIsOpen_StillCounts()
    {
        Report("=abcdefgh");
        Report("=abcde");
        foreach (var name in new[] { "wf", "wg", "wh" })
            _desired.Store.Pruned(new WorkloadKey(name));
        Report("=ab");
        Assert.False(_desired.MayPrune("wc"));
    }

    [Fact]
    public void Update_DirectoryGoesMissingWhileHeld_KeepsAll()
    {
        Report("=abcdefgh");
        Report("=a");
        _desired.Report("/m", new SourceState(SourceStateKind.Missing, "gone"));
        Report("+60");
        Assert.False(_desired.MayPrune("wb"));
        Report("=a");
        Assert.False(_desired.MayPrune("wb"));
        Report("+60");
        Assert.True(_desired.MayPrune("wb"));
    }

    private void Report(string word)
    {
        switch (word[0])
        {
            case '=':
                _declared = word[1..];
                if (_isRunning)
                    TellFiles();
                break;
            case '+':
                _desired.Time.Advance(TimeSpan.FromSeconds(int.Parse(word[1..], System.Globalization.CultureInfo.InvariantCulture)));
                _desired.Store.Reevaluate();
                break;
            case 'p':
                foreach (var key in _desired.Store.Current.Undeclared.Keys.Where(_desired.Store.Current.MayPrune).ToList())
                    _desired.Store.Pruned(key);
                break;
            case 'a':
                _desired.Grace = null;
                _desired.Start("/m");
                break;
            default:
                _isRunning = word != "stop";
                if (_isRunning)
                {
                    _desired.Start("/m");
                    TellFiles();
                }

                break;
        }
    }

    private void TellFiles() => _desired.Report([.. _declared.Select(name => File($"{name}.json", $"w{name} v1"))]);
}
