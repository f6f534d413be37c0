using OciReconciler.Cli;
using OciReconciler.Configuration;
using OciReconciler.Hosting;
using OciReconciler.Model.Manifests.Json;
using OciReconciler.UnitTests.Manifests.Trees;

namespace OciReconciler.UnitTests.Desired;

/// <summary>What a host is told of manifests that are for others.</summary>
public sealed class NodeSelectionTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("selected-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Update_WorkloadsOfOtherHosts_AreReportedAndNotDesired()
    {
        var report = Publish(Tree.Node("h", ("role", "edge")).Labels).Report;

        var files = SourcesReport.Parse(report.ToUtf8()).Sources.Single().Files.ToDictionary(file => file.Path, StringComparer.Ordinal);
        Assert.Equal(["db"], files["/m/db.json"].Elsewhere);
        Assert.Empty(files["/m/db.json"].Workloads);
        Assert.Equal(["web"], files["/m/web.json"].Workloads);
        Assert.Equal(
            "\"web\" depends on \"db\", which is not for this host by its nodeSelector: let both select the same hosts, or remove it from "
            + "dependsOn",
            Assert.Single(files["/m/web.json"].Errors).Message);
    }

    [Fact]
    public void Update_LabelOfThisHost_Selects() =>
        Assert.Equal(["db", "web"], Publish(Tree.Node("h", ("role", "db")).Labels).Workloads.Keys.Select(key => key.Name));

    [Fact]
    public void Get_WorkloadOfOtherHosts_SaysSo()
    {
        var options = new ReconcilerOptions { RuntimeDirectory = _directory };
        File.WriteAllBytes(options.SourcesFile, Publish(Tree.Node("h").Labels).Report.ToUtf8());

        Assert.Equal(
            "db is not for this host, by its nodeSelector in /m/db.json.",
            Assert.Throws<CommandFailure>(() => GetCommand.Statuses("db", options)).Message);
        Assert.StartsWith(
            "There is no workload named frob.",
            Assert.Throws<CommandFailure>(() => GetCommand.Statuses("frob", options)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void PlaceOf_ErrorOfAnOverlay_IsInTheOverlay()
    {
        var rules = Composition.Rules(new ReconcilerOptions());
        var manifest = new ManifestFile(
            "infra:web.json", [], [new ManifestError("infra:overlays/o.json", 4, "$.patches[0].patch.spec.user", "no")]);

        var report = Store(rules).Update(Snapshot(("infra:web.json", manifest))).State.Report;

        var file = SourcesReport.Parse(report.ToUtf8()).Sources.Single().Files.Single();
        Assert.Equal("infra:overlays/o.json:4: $.patches[0].patch.spec.user", file.PlaceOf(file.Errors.Single()));
    }

    private DesiredState Publish(ImmutableSortedDictionary<string, string> labels)
    {
        var rules = Composition.Rules(new ReconcilerOptions { Node = new NodeOptions { Labels = labels } });
        return Store(rules).Update(Snapshot(
            ("/m/db.json", rules.Parse("/m/db.json", Tree.Utf8(Tree.Container("db", metadata: "'nodeSelector': {'role': 'db'}")))),
            ("/m/web.json", rules.Parse("/m/web.json", Tree.Utf8(Tree.Web("'image': 'x', 'dependsOn': ['db']")))))).State;
    }

    private DesiredStore Store(ManifestFunctions rules)
    {
        var lastValid = new LastValidRevisions(Path.Combine(_directory, "desired"), rules, StateFiles.ReadOnly);
        lastValid.Load();
        return new DesiredStore(["/m"], lastValid, rules, new RemovalGuard(null, TimeProvider.System));
    }

    private static SourceSnapshot Snapshot(params (string Path, ManifestFile Manifest)[] files) => new(
        "/m", SourceState.Ready, [.. files.Select(file => new SourceFile(file.Path, file.Manifest, "", Readable: true, ReadError: null))]);
}
