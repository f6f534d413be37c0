using OciReconciler.Model.Manifests.Json;
using OciReconciler.Model.Nodes;

namespace OciReconciler.UnitTests.Manifests.Trees;

public class NodeSelectorTests
{
    private static readonly NodeContext Edge = Tree.Node("h1", ("role", "edge"), ("os", "debian"), ("empty", ""));

    [Theory]
    [InlineData("", true)]
    [InlineData("'role': 'edge'", true)]
    [InlineData("'role': 'edge', 'os': 'debian'", true)]
    [InlineData("'role': 'edge', 'os': 'arch'", false)]
    [InlineData("'role': 'Edge'", false)]
    [InlineData("'nobody/knows': 'x'", false)]
    [InlineData("'empty': ''", true)]
    [InlineData("'other': ''", false)]
    public void Parse_Selector_SelectsWhereEveryLabelIsEqual(string selector, bool isSelected)
    {
        var document = Tree.Web(metadata: $"'nodeSelector': {{{selector}}}");

        var file = Parse(document, Edge);
        var ofTree = Tree.Render(Edge, ("web.json", document)).Files.Single();

        foreach (var one in new[] { file, ofTree })
        {
            Assert.Empty(one.Errors);
            Assert.Equal(isSelected ? ["web"] : [], one.Workloads.Select(workload => workload.Key.Name));
            Assert.Equal(isSelected ? [] : [new WorkloadElsewhere(new("web"), 2)], one.Elsewhere);
            Assert.All(one.Workloads, workload => Assert.Empty(workload.NodeSelector));
        }

        Assert.Equal("web", Assert.Single(Parse(document, node: null).Workloads).Key.Name);
    }

    [Theory]
    [InlineData("'nodeSelector': 'edge'", "2: $.metadata.nodeSelector: expected an object whose values are strings, found a string")]
    [InlineData("'nodeSelector': null", "2: $.metadata.nodeSelector: must not be null: an object whose values are strings is expected; ")]
    [InlineData("'nodeSelector': {'role': 5}", "2: $.metadata.nodeSelector.role: expected a string, found a number: write \"5\" in double")]
    [InlineData("'nodeSelector': {'role': 'a b'}",
        "2: $.metadata.nodeSelector.role: \"a b\" is no value of a host's label: write at most 63")]
    [InlineData("'nodeSelector': {'role': '${ROLE}'}", "2: $.metadata.nodeSelector.role: \"${ROLE}\" is no value of a host's label: ")]
    [InlineData("'nodeSelector': {'a b': 'x'}", "2: $.metadata.nodeSelector['a b']: \"a b\" is no label of a host: write 1 to 63 letters")]
    [InlineData("'nodeSelektor': {}", "2: $.metadata.nodeSelektor: unknown field \"nodeSelektor\": did you mean \"nodeSelector\"?")]
    [InlineData("'nodeSelectors': {}", "2: $.metadata.nodeSelectors: unknown field \"nodeSelectors\": did you mean \"nodeSelector\"?")]
    public void Parse_BadSelector_IsAnErrorOnEveryHost(string metadata, string expected)
    {
        var document = Tree.Web(metadata: metadata);

        Assert.StartsWith($"m.json:{expected}", Assert.Single(Parse(document, Edge).Errors).ToString(), StringComparison.Ordinal);
        Assert.StartsWith(
            $"infra:m.json:{expected}", Assert.Single(Tree.Render(("m.json", document)).Messages()), StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_OneNameForDifferentHosts_IsFine()
    {
        var (edge, core) = (Of("edge", "one"), Of("core", "two"));
        var list = $"{{'apiVersion': 'oci-reconciler/v1', 'kind': 'List', 'items': [{edge}, {core}]}}";

        Assert.Equal("one", Assert.Single(Parse(list, Edge).Workloads).Spec.Image);
        Assert.Equal("two", Assert.Single(Parse(list, Tree.Node("h", ("role", "core"))).Workloads).Spec.Image);
        Assert.Equal(2, Parse(list, node: null).Workloads.Length);
        Assert.Empty(Check(node: null, edge, core));
        Assert.Empty(Check(Edge, edge, core));
    }

    [Fact]
    public void Parse_OneNameForTheSameHosts_IsRefused()
    {
        var (one, two) = (Of("edge", "one"), Of("edge", "two"));
        var list = $"{{'apiVersion': 'oci-reconciler/v1', 'kind': 'List', 'items': [{one}, {two}]}}";

        Assert.Contains("\"web\" is declared twice", Assert.Single(Parse(list, Edge).Errors).Message, StringComparison.Ordinal);
        Assert.Contains("\"web\" is declared twice", Assert.Single(Parse(list, node: null).Errors).Message, StringComparison.Ordinal);
        Assert.Equal(2, Check(node: null, one, two).Length);
        Assert.Equal(2, Check(Edge, one, two).Length);
        // On this host both are meant, whatever other hosts get.
        Assert.Equal(2, Check(Edge, one, Tree.Web("'image': 'two'", "'nodeSelector': {'os': 'debian'}")).Length);
    }

    [Fact]
    public void Check_PortsOfDifferentHosts_DoNotMeet()
    {
        var one = Tree.Container("a", "'image': 'x', 'ports': ['80:80']", "'nodeSelector': {'role': 'edge'}");
        var two = Tree.Container("b", "'image': 'x', 'ports': ['80:80']", "'nodeSelector': {'role': 'core'}");

        Assert.Empty(Check(node: null, one, two));
        Assert.Single(Check(node: null, one, two.Replace("core", "edge", StringComparison.Ordinal)));
    }

    [Fact]
    public void Check_DependencyOnAWorkloadOfOtherHosts_SaysSo()
    {
        var errors = Check(
            Edge,
            Tree.Container("web", "'image': 'x', 'dependsOn': ['db', 'nobody']"),
            Tree.Container("db", metadata: "'nodeSelector': {'role': 'core'}"));

        Assert.Equal(
            [
                "\"web\" depends on \"db\", which is not for this host by its nodeSelector: let both select the same hosts, or remove it "
                    + "from dependsOn",
                "\"web\" depends on \"nobody\", which is not declared: declare it, or remove it from dependsOn",
            ],
            errors.Select(error => error.Message));
    }

    [Fact]
    public void Render_DocumentOfOtherHosts_IsNotLookedInto()
    {
        var tree = Tree.Render(
            Edge, ("web.json", Tree.Web("'image': 5, 'cmd': ['${UNDEFINED}'], 'frob': 1", "'nodeSelector': {'role': 'core'}")));

        Assert.Empty(tree.Messages());
        Assert.Equal(["web"], tree.Files.Single().Elsewhere.Select(workload => workload.Key.Name));
    }

    [Fact]
    public void Write_SelectedWorkload_HasNoSelector()
    {
        var selected = Assert.Single(Parse(Tree.Web(metadata: "'nodeSelector': {'role': 'edge'}"), Edge).Workloads);
        var free = Assert.Single(Parse(Tree.Web(), Edge).Workloads);

        Assert.Equal(ManifestWriter.Write(free.Spec, free.MetadataLabels), ManifestWriter.Write(selected.Spec, selected.MetadataLabels));
        var units = ImmutableDictionary<string, string>.Empty;
        Assert.Equal(SpecHash.Definition(free.Spec, units), SpecHash.Definition(selected.Spec, units));
    }

    [Fact]
    public void Accepted_DocumentWithSelector_IsTakenWithoutANode()
    {
        var accepted = AcceptedParser.Parse("web.json", Tree.Utf8(Tree.Web(metadata: "'nodeSelector': {'role': 'core'}")), Backend.Podman);

        Assert.Equal((null, null, "web"), (accepted.Damage, accepted.Unknown, accepted.Workload?.Key.Name));
    }

    private static string Of(string role, string image) => Tree.Web($"'image': '{image}'", $"'nodeSelector': {{'role': '{role}'}}");

    private static ManifestFile Parse(string json, NodeContext? node, string file = "m.json") =>
        ManifestParser.Parse(file, Tree.Utf8(json), new ParseContext(Backend.Podman) { Node = node });

    private static ImmutableArray<ManifestError> Check(NodeContext? node, params string[] documents)
    {
        var files = documents.Select((json, number) => Parse(json, node, $"{number}.json")).ToList();
        Assert.All(files, file => Assert.True(file.IsValid));
        return ManifestSet.Check(files, unknownDependencyIsError: true);
    }
}
