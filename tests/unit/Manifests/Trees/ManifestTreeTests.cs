using System.Diagnostics;
using System.Globalization;
using CsCheck;
using OciReconciler.Model.Manifests.Trees;

namespace OciReconciler.UnitTests.Manifests.Trees;

public class ManifestTreeTests
{
    // In files of these tests an apostrophe stands for a quote.
    private static readonly string Schema = SampleFiles.All["schema.json"].Replace('\'', '`');

    private static readonly TimeSpan MaxForAThousand = TimeSpan.FromSeconds(10);

    [Fact]
    public void Render_OneRepository_GivesEachHostItsOwn()
    {
        (string, string)[] files =
        [
            ("hosts/web1.json", "{'labels': {'role': 'edge'}, 'values': {'SITE': 'fra', 'PORT': '8080'}}"),
            ("hosts/db1.json", "{'labels': {'role': 'db'}, 'values': {'SITE': 'muc'}}"),
            ("apps/agent.json", Tree.Container("agent", "'image': 'agent:1', 'environment': {'SITE': '${SITE}'}")),
            ("apps/web.json", Tree.Web("'image': 'nginx', 'ports': ['${PORT}:80']", "'nodeSelector': {'role': 'edge'}")),
            ("apps/db.json", Tree.Container("db", "'image': 'postgres'", "'nodeSelector': {'role': 'db'}")),
            ("overlays/db.json", Tree.Overlay("'role': 'db'", "{'target': 'agent', 'patch': {'spec': {'image': 'agent:2'}}}")),
        ];

        var web1 = Tree.Render(Tree.Node("web1"), files).Specs();
        var db1 = Tree.Render(Tree.Node("db1"), files).Specs();

        Assert.Equal(["agent", "web"], web1.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(("agent:1", "fra", "8080:80"), (web1["agent"].Image, web1["agent"].Environment["SITE"], web1["web"].Ports[0]));
        Assert.Equal(["agent", "db"], db1.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(("agent:2", "muc"), (db1["agent"].Image, db1["agent"].Environment["SITE"]));
        Assert.Equal(["db1", "web1"], ManifestTree.Hosts(files.Select(file => new TreeFile(file.Item1, default))));
    }

    [Fact]
    public void Render_HostSaysOfItselfOtherwise_TheHostWins()
    {
        (string, string)[] files =
        [
            ("hosts/h.json", "{'labels': {'role': 'edge', 'site': 'fra'}}"),
            ("a.json", Tree.Container("a", metadata: "'nodeSelector': {'role': 'edge'}")),
            ("b.json", Tree.Container("b", metadata: "'nodeSelector': {'role': 'db', 'site': 'fra'}")),
        ];

        Assert.Equal(["b"], Tree.Render(Tree.Node("h", ("role", "db")), files).Specs().Keys);
        Assert.Equal(["a"], Tree.Render(Tree.Node("h"), files).Specs().Keys);
        Assert.Empty(Tree.Render(Tree.Node("../hosts/h"), files).Specs());
        Assert.Empty(Tree.Render(Tree.Node(""), files).Specs());
    }

    [Theory]
    [InlineData("web.json", true)]
    [InlineData("deep/er/web.json", true)]
    [InlineData("a/hosts/web.json", true)]
    [InlineData("a/overlays/web.json", true)]
    [InlineData("hosts.json", true)]
    [InlineData("line\nbreak\u001b[31m.json", true)]
    [InlineData("hosts/web.json", false)]
    [InlineData("hosts/a/web.json", false)]
    [InlineData("overlays/web.json", false)]
    [InlineData("overlays/a/web.json", false)]
    [InlineData(".web.json", false)]
    [InlineData(".github/web.json", false)]
    [InlineData("a/.b/web.json", false)]
    [InlineData("a/#web.json", false)]
    [InlineData("~web.json", false)]
    [InlineData("web.JSON", false)]
    [InlineData("web.json.bak", false)]
    [InlineData("web.yaml", false)]
    [InlineData("json", false)]
    [InlineData(".json", false)]
    public void IsManifest_Path_IsToldByItsNames(string path, bool isManifest) => Assert.Equal(isManifest, TreePaths.IsManifest(path));

    [Theory]
    [InlineData("hosts/web1.json", "web1")]
    [InlineData("hosts/web1.example.org.json", "web1.example.org")]
    [InlineData("hosts/a/web1.json", null)]
    [InlineData("hosts/.web1.json", null)]
    [InlineData("hosts/README.md", null)]
    [InlineData("hosts/web 1.json", null)]
    [InlineData("hosts/web1\u001b.json", null)]
    [InlineData("a/hosts/web1.json", null)]
    [InlineData("web1.json", null)]
    public void HostOf_Path_IsTheNameOfItsFile(string path, string? host) => Assert.Equal(host, TreePaths.HostOf(path));

    [Fact]
    public void Render_OtherFiles_AreNoManifests()
    {
        var tree = Tree.Render(
            ("README.md", "{"), ("schema.json", Schema), (".renovaterc.json", "{}"), ("z/web.json", Tree.Web()),
            ("a.json", Tree.Container("a")), ("hosts/deep/web1.json", "{"), ("overlays/schema.json", Schema));

        Assert.Equal(["infra:a.json", "infra:schema.json", "infra:z/web.json"], tree.Files.Select(file => file.File));
        Assert.True(tree.IsValid);
        Assert.Equal(
            ["infra:hosts/deep/web1.json:1: $: warning: is not read: files of hosts are hosts/NAME.json, with the name of a host. "
                + "Move or rename it."],
            tree.Messages());
    }

    [Fact]
    public void Render_DeepFolders_AreFine()
    {
        var path = string.Concat(Enumerable.Repeat("d/", 5000)) + "web.json";

        Assert.Single(Tree.Render((path, Tree.Web())).Specs());
    }

    [Fact]
    public void Render_DeepManifestAndPatch_AreRefusedWithoutADeepStack()
    {
        var deep = string.Concat(Enumerable.Repeat("{'a': ", 100_000));

        var messages = Tree.Render(("web.json", deep), ("overlays/o.json", deep), ("hosts/web1.json", deep)).Messages().ToList();

        Assert.Equal(3, messages.Count);
        Assert.All(messages, message => Assert.Contains("64", message, StringComparison.Ordinal));
    }

    [Fact]
    public void Render_WideObjects_ArePatchedInLinearTime()
    {
        var fields = string.Join(',', Enumerable.Range(0, 20_000).Select(number => $"'V{number}': ''"));
        var patches = string.Join(',', Enumerable.Repeat(
            $"{{'target': 'web', 'patch': {{'spec': {{'environment': {{{fields}}}}}}}}}", 2));
        var started = Stopwatch.GetTimestamp();

        var specs = Tree.Render(
            ("web.json", Tree.Web($"'image': 'x', 'environment': {{{fields}}}")), ("overlays/o.json", Tree.Overlay("", patches))).Specs();

        Assert.Equal(20_000, specs["web"].Environment.Count);
        Assert.True(Stopwatch.GetElapsedTime(started) < MaxForAThousand);
    }

    [Fact]
    public void Render_ManyWrongNames_AreToldInLinearTime()
    {
        const int Count = 20_000;
        var values = string.Join(',', Enumerable.Range(0, Count).Select(number => $"'VALUE_{number}': ''"));
        var patches = string.Join(',', Enumerable.Range(0, Count).Select(number => $"{{'target': 'nobody-{number}', 'patch': {{}}}}"));
        var references = string.Join(',', Enumerable.Range(0, Count).Select(number => $"'${{VALEU_{number}}}'"));
        var items = string.Join(',', Enumerable.Range(0, Count).Select(number => Tree.Container($"somebody-{number}")));
        var started = Stopwatch.GetTimestamp();

        var tree = Tree.Render(
            ("hosts/web1.json", $"{{'values': {{{values}}}}}"), ("overlays/o.json", Tree.Overlay("", patches)),
            ("web.json", Tree.Web($"'image': 'x', 'cmd': [{references}]")),
            ("list.json", $"{{'apiVersion': 'oci-reconciler/v1', 'kind': 'List', 'items': [{items}]}}"));

        Assert.False(tree.IsValid);
        Assert.True(Stopwatch.GetElapsedTime(started) < MaxForAThousand);
    }

    [Fact]
    public void Render_Noise_NeverThrows() => Gen.Select(
            Tree.Pick("a.json", "hosts/web1.json", "overlays/a.json"),
            Tree.Pick("{", "}", "[", "]", ":", ",", "'", "metadata", "'name'", "'spec'", "'patches'", "'target'", "${A}", "null", "1")
                .Array[0, 30].Select(string.Concat))
        .Array[0, 4].Sample(files => Tree.Render([.. files.DistinctBy(file => file.Item1)]).Files.Length >= 0, iter: 2000);

    [Fact]
    public void Render_AThousandFiles_TakesLittle()
    {
        TreeFile[] files =
        [
            new("hosts/web1.json", Tree.Utf8("{'labels': {'role': 'edge'}, 'values': {'SITE': 'fra', 'TAG': '1.27'}}")),
            new("overlays/edge.json", Tree.Utf8(Tree.Overlay(
                "'role': 'edge'", string.Join(',', Enumerable.Range(0, 100).Select(number =>
                    $"{{'target': 'w{number}', 'patch': {{'spec': {{'environment': {{'EXTRA': '${{SITE}}'}}}}}}}}"))))),
            .. Enumerable.Range(0, 1000).Select(number => new TreeFile($"apps/{number % 10}/w{number}.json", Tree.Utf8(Typical(number)))),
        ];
        var context = new ParseContext(Backend.Podman) { Node = Tree.Node("web1") };
        Assert.Equal(1000, ManifestTree.Render("infra", files, context).Specs().Count);
        var started = Stopwatch.GetTimestamp();

        ManifestTree.Render("infra", files, context);

        var took = Stopwatch.GetElapsedTime(started);
        Figure.Print(
            "a revision of 1000 manifests, 100 of them patched, rendered",
            string.Create(CultureInfo.InvariantCulture, $"{took.TotalMilliseconds:0} ms"));
        Assert.True(took < MaxForAThousand, $"{took}");
    }

    private static string Typical(int number) => Tree.Container(
        $"w{number}",
        $"'image': 'docker.io/library/nginx:${{TAG}}', 'ports': ['{10_000 + number}:80'], 'environment': {{'SITE': "
        + $"'${{SITE}}', 'A': 'b'}}, "
        + "'volumes': ['/srv/www:/usr/share/nginx/html:ro'], 'healthCheck': {'test': 'true', 'interval': '10s'}, 'user': '1000'",
        "'labels': {'tier': 'front'}");
}
