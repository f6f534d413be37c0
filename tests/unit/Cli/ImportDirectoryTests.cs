using OciReconciler.Cli;
using OciReconciler.Model.Manifests.Documents;
using OciReconciler.UnitTests.Manifests;

namespace OciReconciler.UnitTests.Cli;

public sealed class ImportDirectoryTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("import-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Write_NewDirectory_HasOneFileForEachWorkload()
    {
        string inner = Path.Combine(_directory, "a", "b");

        var outcome = ImportDirectory.Write(Workloads("web", "db"), inner, force: false);

        Assert.Equal((2, 0, 0), (outcome.Written, outcome.Unchanged, outcome.InTheWay.Length));
        Assert.Equal(["db.json", "web.json"], Directory.EnumerateFiles(inner).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(ManifestWriter.Write(Workloads("web").Single().Spec), File.ReadAllBytes(Path.Combine(inner, "web.json")));
    }

    [Fact]
    public void Write_Again_ChangesNothing()
    {
        ImportDirectory.Write(Workloads("web", "db"), _directory, force: false);

        var outcome = ImportDirectory.Write(Workloads("web", "db", "new"), _directory, force: false);

        Assert.Equal((1, 2, 0), (outcome.Written, outcome.Unchanged, outcome.InTheWay.Length));
    }

    [Fact]
    public void Write_OtherContentInTheWay_WritesNothingUnlessForced()
    {
        string web = Path.Combine(_directory, "web.json");
        File.WriteAllText(web, "{}");

        var refused = ImportDirectory.Write(Workloads("db", "web"), _directory, force: false);
        Assert.Equal([web], refused.InTheWay);
        Assert.Equal("{}", File.ReadAllText(web));
        Assert.Equal([web], Directory.EnumerateFiles(_directory));

        Assert.Equal(2, ImportDirectory.Write(Workloads("db", "web"), _directory, force: true).Written);
        Assert.Equal(ManifestWriter.Write(Workloads("web").Single().Spec), File.ReadAllBytes(web));
    }

    [Fact]
    public void Write_LinkThatLeadsNowhere_IsInTheWay()
    {
        string web = Path.Combine(_directory, "web.json");
        File.CreateSymbolicLink(web, "/nonexistent/web.json");

        Assert.Equal([web], ImportDirectory.Write(Workloads("web"), _directory, force: false).InTheWay);
    }

    private static IEnumerable<DeclaredWorkload> Workloads(params string[] names) =>
        names.Select(
            name => Sample.One("""{"containers": {"NAME": {"image": "nginx"}}}""".Replace("NAME", name, StringComparison.Ordinal)));
}
