using OciReconciler.Cli;
using OciReconciler.Model.Manifests.Json;
using OciReconciler.UnitTests.Manifests;

namespace OciReconciler.UnitTests.Cli;

public sealed class PlanScopeTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("scope-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void File_SaysNothingOfOthers_WhichStayKnownAndKeepTheirUnits()
    {
        var scope = Scope([Path.Combine(_directory, "web.json")]);
        var loaded = Loaded(Sample.Named("web", "'dependsOn': ['db']"));

        Assert.Equal(["db", "gone"], scope.Elsewhere.Select(key => key.Name).Order(StringComparer.Ordinal));
        Assert.Equal(["web"], scope.KeysOf(loaded).Select(key => key.Name));
        var view = new DesiredView(scope.StateOf(loaded), new RenderSettings(), _ => null);
        Assert.Equal("database.service", view.UnitNameOf["db"]);
        Assert.Contains("database.service", view.Render(new WorkloadKey("web"), null).Requires);
    }

    [Fact]
    public void Directory_IsTheWholeOfItself_AndWhatIsGoneFromItIsRemoved()
    {
        var scope = Scope([_directory]);
        var loaded = Loaded(Sample.Named("web", ""));

        Assert.Equal(["db"], scope.Elsewhere.Select(key => key.Name));
        Assert.Equal(["gone", "web"], scope.KeysOf(loaded).Select(key => key.Name));
        Assert.Equal(["db", "web"], scope.StateOf(loaded).Workloads.Keys.Select(key => key.Name));
    }

    [Fact]
    public void Source_IsTheWholeOfItself_AndHasNotWhatAnEarlierSourceDeclares()
    {
        var versions = new[] { Version("db", "", "/first"), Version("web", "", "fleet"), Version("gone", "", "fleet"),
            Version("late", "", "/last") }.ToImmutableDictionary(version => version.Key);
        var scope = PlanScope.OfSource("fleet", versions, new SourcesReport());
        var loaded = scope.Used(
            new LoadedManifests(
                [Sample.Parse(Sample.Named("db", "")), Sample.Parse(Sample.Named("web", "")), Sample.Parse(Sample.Named("late", ""))],
                ImmutableArray<ManifestError>.Empty),
            new HashSet<string> { "/first" });

        Assert.Equal(["late", "web"], loaded.Workloads.Select(workload => workload.Key.Name).Order(StringComparer.Ordinal));
        var warning = Assert.Single(loaded.Messages);
        Assert.True(warning.IsWarning);
        Assert.StartsWith("\"db\" is declared in /first/db.json too", warning.Message, StringComparison.Ordinal);
        Assert.Equal(["gone", "late", "web"], scope.KeysOf(loaded).Select(key => key.Name));
        Assert.Equal(["db", "late", "web"], scope.StateOf(loaded).Workloads.Keys.Select(key => key.Name));
    }

    [Theory]
    [InlineData("/last", "valid", false)]
    [InlineData("/last", "invalid", true)]
    [InlineData("fleet", "valid", true)]
    public void Gone_IsRemovedUnlessAnotherSourceDeclaresItToo(string other, string state, bool isRemoved)
    {
        var versions = new[] { Version("web", "", "fleet"), Version("gone", "", "fleet") }.ToImmutableDictionary(version => version.Key);
        var file = new FileReport { Path = $"{other}/gone.json", State = state, Workloads = ["gone"] };
        var sources = new SourcesReport { Sources = [new SourceReport { Path = other, State = "ready", Files = [file] }] };
        var scope = PlanScope.OfSource("fleet", versions, sources);
        var loaded = Loaded(Sample.Named("web", ""));

        Assert.Equal(!isRemoved, scope.Elsewhere.Contains(new WorkloadKey("gone")));
        Assert.Equal(isRemoved, scope.KeysOf(loaded).Contains(new WorkloadKey("gone")));
        Assert.Equal(isRemoved, scope.RemovableFrom(scope.StateOf(loaded).Workloads.Keys.ToHashSet()).Any());
        Assert.Equal(isRemoved ? [] : ["/last/gone.json"], scope.TakenOver(loaded).Select(warning => warning.File));
    }

    // db comes from another directory, gone came from this one.
    private PlanScope Scope(string[] paths) =>
        PlanScope.OfPaths(paths, Known, new SourcesReport());

    private ImmutableDictionary<WorkloadKey, LastValidRevision> Known => new[]
    {
        Version("db", "'serviceName': 'database'", "/other"), Version("gone", "", _directory),
    }.ToImmutableDictionary(version => version.Key);

    private static LastValidRevision Version(string name, string fields, string source)
    {
        var declared = Sample.One(Sample.Named(name, fields));
        return new LastValidRevision(Wanted.Revision(declared.Spec), source, $"{source}/{name}.json");
    }

    private static LoadedManifests Loaded(string json) => new([Sample.Parse(json)], ImmutableArray<ManifestError>.Empty);
}
