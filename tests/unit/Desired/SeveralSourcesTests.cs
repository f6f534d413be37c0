using OciReconciler.Sync;
using static OciReconciler.UnitTests.Desired.DesiredHarness;

namespace OciReconciler.UnitTests.Desired;

/// <summary>One name in several sources: <c>/m</c> comes first in the configuration, then <c>/n</c>.</summary>
public sealed class SeveralSourcesTests : IDisposable
{
    private readonly DesiredHarness _desired = new();

    public SeveralSourcesTests() => _desired.Start("/m", "/n");

    public void Dispose() => _desired.Dispose();

    /// <summary>
    /// Each row is what the sources say, one word each: <c>m=v1</c> a file of /m that declares web, <c>m!</c> a broken one, <c>m?</c> one
    /// that a scan did not see, <c>m-</c> none, <c>m/</c> /m cannot be listed; and what is wanted of web at the end, <c>?</c>: as it was
    /// valid last.
    /// </summary>
    [Theory]
    [InlineData("m=v1 n=v2", "web=v1 of /m")]
    [InlineData("n=v2 m=v1", "web=v1 of /m")]
    [InlineData("m=v1 n=v2 n=v3", "web=v1 of /m")]
    [InlineData("m=v1 n=v2 m=v3", "web=v3 of /m")]
    [InlineData("m=v1 n=v2 m!", "web=v1? of /m")]
    [InlineData("m=v1 m! n=v2", "web=v1? of /m")]
    [InlineData("m=v1 m! n=v2 m=v3", "web=v3 of /m")]
    [InlineData("m=v1 n=v2 m?", "web=v1 of /m")]
    [InlineData("m=v1 m? n=v2", "web=v1 of /m")]
    [InlineData("m=v1 m? n=v2 m-", "web=v2 of /n")]
    [InlineData("m=v1 n=v2 m-", "web=v2 of /n")]
    [InlineData("m=v1 n=v2 m/", "web=v1? of /m")]
    [InlineData("m=v1 m/ n=v2", "web=v1? of /m")]
    [InlineData("m=v1 m/ n=v2 m-", "web=v2 of /n")]
    [InlineData("m=v1 n=v2 n-", "web=v1 of /m")]
    [InlineData("m=v1 n=v2 n!", "web=v1 of /m")]
    [InlineData("m! n=v2", "web=v2 of /n")]
    [InlineData("m/ n=v2", "web=v2 of /n")]
    [InlineData("m- n=v2 m!", "web=v2 of /n")]
    [InlineData("m- n=v2 n!", "web=v2? of /n")]
    [InlineData("m- n=v2 n! m=v1", "web=v1 of /m")]
    [InlineData("m- n=v2 n/ m=v1", "web=v1 of /m")]
    [InlineData("m- n=v2 n/", "web=v2? of /n")]
    public void Update_OneNameInTwoSources_TheFirstHasIt(string story, string expected)
    {
        foreach (var word in story.Split(' '))
            Tell(word);
        var web = _desired.Workload("web");
        Assert.Equal(expected, $"{_desired.Wanted()} of {web.Source}");
        Assert.False(_desired.MayPrune("web"));
    }

    /// <summary>What is kept because another source may declare it is on its way all the same; what is in a broken file is not.</summary>
    [Theory]
    [InlineData("m=v1 n=v2 n/ m-", "web")]
    [InlineData("m=v1 n/ m-", "web")]
    [InlineData("m=v1 n- m-", "web")]
    [InlineData("m=v1 m!", "")]
    [InlineData("m=v1 n/", "")]
    [InlineData("m=v1 n=v2 m-", "")]
    public void Leaving_NoValidFileOfItsSourceDeclaresIt_IsThatWorkload(string story, string leaving)
    {
        foreach (var word in story.Split(' '))
            Tell(word);
        var revision = new CheckedRevision(story[^2..] switch
        {
            "m-" => [],
            "m!" => [File("/m/web.json", "!")],
            _ => [File("/m/web.json", "web v1")],
        }, []);
        Assert.Equal(
            leaving, string.Join(' ', _desired.Store.Current.Leaving("/m", revision.DeclaresOrSkips).Select(gone => gone.Spec.Key)));
    }

    [Fact]
    public void Update_OneNameInTwoSources_IsSaidInTheLaterFileAndOfTheWorkload()
    {
        Tell("m=v1");
        Tell("n=v2");
        var file = _desired.Report("/n/web.json");
        Assert.Equal("valid", file.State);
        var warning = Assert.Single(file.Errors);
        Assert.True(warning.Warning);
        Assert.Equal(
            "\"web\" is declared in /m/web.json:1 too, which comes first in the configuration: this one is not used; remove one",
            warning.Message);
        Assert.Empty(_desired.Report("/m/web.json").Errors);
        Assert.Equal("/n/web.json", _desired.Workload("web").UnusedFile);
        Tell("n-");
        Assert.Null(_desired.Workload("web").UnusedFile);
    }

    [Fact]
    public void Update_TheFirstIsBroken_TheLaterFileSaysWhereItWas()
    {
        Tell("m=v1");
        Tell("m!");
        Tell("n=v2");
        var warning = Assert.Single(_desired.Report("/n/web.json").Errors);
        Assert.Contains("is declared in /m/web.json too", warning.Message, StringComparison.Ordinal);
        Assert.Equal("invalid", _desired.Report("/m/web.json").State);
    }

    /// <summary>A file that is missing for a moment, as while it moves, is no warning.</summary>
    [Fact]
    public void Update_TheFirstIsNotSeenForAMoment_NothingIsSaid()
    {
        Tell("m=v1");
        Tell("m?");
        Tell("n=v1");
        Assert.Empty(_desired.Report("/n/web.json").Errors);
        Assert.Null(_desired.Workload("web").UnusedFile);
    }

    [Theory]
    [InlineData("m=v1 n=v1 m-", "/n")]
    [InlineData("m=v1 m? n=v1 m-", "/n")]
    [InlineData("m- n=v1 m=v1 n-", "/m")]
    [InlineData("m- n=v1 n? m=v1 n-", "/m")]
    [InlineData("m- n=v1 m=v1", "/m")]
    public void Update_MovedToAnotherSource_IsTheSameRevisionThroughout(string story, string source)
    {
        foreach (var word in story.Split(' '))
        {
            Tell(word);
            Assert.False(_desired.MayPrune("web"));
            Assert.True(_desired.Store.Current.Workloads.Count == 1 || word == story.Split(' ')[0]);
        }

        var web = _desired.Workload("web");
        Assert.Equal((source, 1L), (web.Source, web.Generation));
        Assert.Equal($"{source}/web.json", web.File);
        Assert.Equal("web=v1", _desired.Wanted());
    }

    /// <summary>What is added elsewhere only after the grace of a rescan may be removed from the host in between.</summary>
    [Fact]
    public void Update_RemovedBeforeItIsAddedElsewhere_MayBePruned()
    {
        Tell("n-");
        Tell("m=v1");
        Tell("m-");
        Assert.True(_desired.MayPrune("web"));
        Tell("n=v1");
        Assert.False(_desired.MayPrune("web"));
        Assert.Equal("web=v1", _desired.Wanted());
        Assert.Equal(1, _desired.Workload("web").Generation);
    }

    [Fact]
    public void Update_TwiceInTheFirstSource_WhatRanStaysWhereverItCameFrom()
    {
        Tell("n=v1");
        _desired.Report("/m", SourceState.Ready, File("/m/a.json", "web v2"), File("/m/b.json", "web v3"));
        Assert.Equal("web=v1?", _desired.Wanted());
        Assert.Equal("invalid", _desired.Report("/m/a.json").State);
        Assert.Equal("invalid", _desired.Report("/m/b.json").State);
        Assert.Equal("valid", _desired.Report("/n/web.json").State);
    }

    [Fact]
    public void Update_TwiceInTheLaterSource_IsNoErrorOfTheFirst()
    {
        Tell("m=v1");
        _desired.Report("/n", SourceState.Ready, File("/n/a.json", "web v2"), File("/n/b.json", "web v3"));
        Assert.Equal("web=v1", _desired.Wanted());
        Assert.All(["/n/a.json", "/n/b.json"], path => Assert.True(Assert.Single(_desired.Report(path).Errors).Warning));
    }

    [Fact]
    public void Update_OneUnitInTwoSources_TheFirstHasItAndTheOtherIsRefused()
    {
        _desired.Report("/m", SourceState.Ready, File("/m/a.json", "web v1 unit=u"));
        _desired.Report("/n", SourceState.Ready, File("/n/c.json", "new v1 unit=u\nother v1"));
        Assert.Equal("other=v1, web=v1", _desired.Wanted());
        Assert.Equal("valid", _desired.Report("/m/a.json").State);
        Assert.Contains(
            "which comes first in the configuration: change name or serviceName of one",
            Assert.Single(_desired.Report("/n/c.json").Errors).Message, StringComparison.Ordinal);
    }

    /// <summary>A unit that runs is not taken from its workload.</summary>
    [Fact]
    public void Update_UnitOfALaterSourceRuns_TheNewOneIsRefusedThoughItIsOfTheFirst()
    {
        _desired.Report("/m", SourceState.Ready);
        _desired.Report("/n", SourceState.Ready, File("/n/b.json", "db v1 unit=u"));
        _desired.Report("/m", SourceState.Ready, File("/m/a.json", "web v1 unit=u"));
        Assert.Equal("db=v1?", _desired.Wanted());
        Assert.Equal("invalid", _desired.Report("/m/a.json").State);
        Assert.Equal("invalid", _desired.Report("/n/b.json").State);
    }

    [Fact]
    public void Update_DependenciesAcrossSources_AreTakenAndCyclesRefused()
    {
        _desired.Report("/m", SourceState.Ready, File("/m/a.json", "web v1 after=db"));
        _desired.Report("/n", SourceState.Ready, File("/n/b.json", "db v1"));
        Assert.Equal("db=v1, web=v1", _desired.Wanted());
        _desired.Report("/n", SourceState.Ready, File("/n/b.json", "db v2 after=web"));
        Assert.Equal("db=v1?, web=v1?", _desired.Wanted());
    }

    /// <summary>A cycle that only an unused declaration closes is none.</summary>
    [Fact]
    public void Update_CycleThroughAnUnusedDeclaration_IsNone()
    {
        _desired.Report("/m", SourceState.Ready, File("/m/a.json", "web v1 after=db\ndb v1"));
        _desired.Report("/n", SourceState.Ready, File("/n/b.json", "db v2 after=web"));
        Assert.Equal("db=v1, web=v1", _desired.Wanted());
    }

    private void Tell(string word)
    {
        var source = "/" + word[0];
        var path = $"{source}/web.json";
        var before = _desired.Store.Current.Workloads.GetValueOrDefault(new WorkloadKey("web"));
        var state = word[1] == '/' ? new SourceState(SourceStateKind.Missing, "mount it") : SourceState.Ready;
        SourceFile[] files = word[1] switch
        {
            '=' => [File(path, $"web {word[2..]}")],
            '!' => [File(path, "web!")],
            '?' or '/' when before?.Source == source => [Gone(path, $"web {before.Spec.Image}")],
            _ => [],
        };
        _desired.Report(source, state, files);
    }
}
