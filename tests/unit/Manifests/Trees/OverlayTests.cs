using OciReconciler.Model.Manifests.Trees;

namespace OciReconciler.UnitTests.Manifests.Trees;

public class OverlayTests
{
    [Fact]
    public void Render_Overlays_ApplyInOrderOfPathToTheHostsTheySelect()
    {
        (string, string)[] files =
        [
            ("web.json", Tree.Web("'image': 'nginx', 'user': 'u', 'environment': {'A': '1', 'B': '2'}")),
            ("overlays/20-edge.json",
                Tree.Overlay("'role': 'edge'", "{'target': 'web', 'patch': {'spec': {'image': 'edge', 'user': null}}}")),
            ("overlays/10-all.json",
                Tree.Overlay("", "{'target': 'web', 'patch': {'spec': {'image': 'all', 'environment': {'B': null, 'C': '3'}}}}")),
            ("overlays/site/a.json", Tree.Overlay("'site': 'a'", "{'target': 'web', 'patch': {'metadata': {'labels': {'x': 'y'}}}}")),
        ];

        var edge = Tree.Render(Tree.Node("h", ("role", "edge")), files).Specs()["web"];
        var other = Tree.Render(Tree.Node("h", ("role", "core"), ("site", "a")), files);

        Assert.Equal(("edge", null), (edge.Image, edge.User));
        Assert.Equal(["A=1", "C=3"], edge.Environment.Select(pair => $"{pair.Key}={pair.Value}"));
        Assert.Equal(("all", "u"), (other.Specs()["web"].Image, other.Specs()["web"].User));
        Assert.Equal("y", other.Files.Single().Workloads.Single().MetadataLabels["x"]);
    }

    [Fact]
    public void Render_PatchOfOneInAList_LeavesTheOthers()
    {
        var list = $"{{'apiVersion': 'oci-reconciler/v1', 'kind': 'List', 'items': [{Tree.Web()}, {Tree.Container("db")}]}}";

        var specs = Tree.Render(
            ("list.json", list), ("overlays/o.json", Tree.Overlay("", "{'target': 'db', 'patch': {'spec': {'image': 'x'}}}"))).Specs();

        Assert.Equal(("nginx", "x"), (specs["web"].Image, specs["db"].Image));
    }

    [Theory]
    [InlineData("'ports': ['x']", "infra:overlays/o.json:4: $.patches[0].patch.spec.ports[0]: ")]
    [InlineData("'user': 7", "infra:overlays/o.json:4: $.patches[0].patch.spec.user: expected a string, found a number")]
    [InlineData("'imgae': 'x'", "infra:overlays/o.json:4: $.patches[0].patch.spec.imgae: unknown field \"imgae\": did you mean \"image\"?")]
    [InlineData("'environment': {'A=B': 'x'}", "infra:overlays/o.json:4: $.patches[0].patch.spec.environment['A=B']: \"A=B\" is no name")]
    [InlineData("'cmd': ['${NONE}']",
        "infra:overlays/o.json:4: $.patches[0].patch.spec.cmd[0]: ${NONE} is not defined for the host \"web1\"")]
    [InlineData("'image': null", "infra:web.json:3: $.spec: \"image\" is missing, and required. ")]
    public void Render_FieldThatAPatchSet_IsReportedAtItsPlace(string spec, string expected)
    {
        var tree = Tree.Render(
            ("web.json", Tree.Web("'image': 'nginx', 'environment': {'X': 'y'}")),
            ("overlays/o.json", Tree.Overlay("", $"{{'target': 'web',\n 'patch': {{'spec': {{{spec}}}}}}}")));

        Assert.StartsWith(expected, Assert.Single(tree.Messages()), StringComparison.Ordinal);
        Assert.False(tree.Files.Single().IsValid);
        Assert.Empty(tree.Errors);
    }

    [Theory]
    [InlineData("[]", "1: $: expected an object with apiVersion, kind, metadata and patches, found a list")]
    [InlineData("{'apiVersion': 'oci-reconciler/v1', 'kind': 'Container', 'metadata': {'nodeSelector': {}}, 'patches': []}",
        "1: $.kind: \"Container\" is not known here: write \"Overlay\"")]
    [InlineData("{'kind': 'Overlay', 'metadata': {'nodeSelector': {}}, 'patches': []}",
        "1: $: \"apiVersion\" is missing: write \"oci-reconciler/v1\"")]
    [InlineData("{'apiVersion': 'oci-reconciler/v1', 'kind': 'Overlay', 'metadata': {}, 'patches': []}",
        "1: $.metadata: \"nodeSelector\" is missing: write labels of the hosts that it is for, or {} for every host")]
    [InlineData("{'apiVersion': 'oci-reconciler/v1', 'kind': 'Overlay', 'metadata': {'nodeSelector': {'a b': 'x'}}, 'patches': []}",
        "1: $.metadata.nodeSelector['a b']: \"a b\" is no label of a host: write ")]
    [InlineData("{'apiVersion': 'oci-reconciler/v1', 'kind': 'Overlay', 'metadata': {'nodeSelector': {}, 'name': 'x'}, 'patches': []}",
        "1: $.metadata.name: unknown field \"name\": an overlay has only \"nodeSelector\" there; a patch names its workload in \"target\"")]
    [InlineData("{'apiVersion': 'oci-reconciler/v1', 'kind': 'Overlay', 'metadata': {'nodeSelector': {}}, 'patchs': []}",
        "1: $.patchs: unknown field \"patchs\": did you mean \"patches\"?",
        "1: $: \"patches\" is missing: write a list of objects with target and patch")]
    public void Render_BadOverlay_SaysWhatIsWrongAndWhere(string json, params string[] expected) => Expect(json, expected);

    [Theory]
    [InlineData("{'target': 'web'}", "$.patches[0]: \"patch\" is missing: write what is to be different in its document")]
    [InlineData("{'target': 'web', 'spec': {}, 'patch': {}}", "$.patches[0].spec: unknown field \"spec\": it belongs in \"patch\"")]
    [InlineData("{'target': 5, 'patch': {}}", "$.patches[0].target: expected a string, found a number: write \"5\" in double quotes")]
    [InlineData("{'target': 'web', 'patch': null}",
        "$.patches[0].patch: must not be null: an object is expected; for the default leave it out")]
    [InlineData("{'target': 'web', 'patch': {'spec': null}}",
        "$.patches[0].patch.spec: must not be null: an object is expected; for the default leave it out")]
    [InlineData("{'target': 'web', 'patch': {'image': 'x'}}", "$.patches[0].patch.image: unknown field \"image\": it belongs in \"spec\"")]
    [InlineData("{'target': 'web', 'patch': {'kind': 'List'}}", "$.patches[0].patch.kind: unknown field \"kind\": it cannot be patched")]
    [InlineData("{'target': 'web', 'patch': {'apiVersion': 'v2'}}",
        "$.patches[0].patch.apiVersion: unknown field \"apiVersion\": it cannot be patched")]
    [InlineData("{'target': 'web', 'patch': {'metadata': {'name': 'x'}}}",
        "$.patches[0].patch.metadata.name: the name of a workload cannot be patched: it says which workload it is")]
    [InlineData("{'target': 'wbe', 'patch': {}}",
        "$.patches[0].target: no manifest of this repository declares \"wbe\": did you mean \"web\"?")]
    [InlineData("{'target': 'nobody', 'patch': {}}",
        "$.patches[0].target: no manifest of this repository declares \"nobody\": give a name as metadata.name of a manifest has it")]
    [InlineData("{'target': 'nix', 'patch': {}}",
        "$.patches[0].target: \"nix\" is declared in NixOS's shape, which overlays cannot patch: write it as a Container")]
    public void Render_BadPatch_IsAnErrorForEveryHost(string patch, string expected) =>
        Expect(Tree.Overlay("'role': 'of-another-host'", patch), $"3: {expected}");

    [Fact]
    public void Render_TargetInAFileThatCannotBeRead_IsNoSecondError()
    {
        var tree = Tree.Render(("web.json", "{"), ("overlays/o.json", Tree.Overlay("", "{'target': 'web', 'patch': {}}")));

        Assert.StartsWith("infra:web.json:1: ", Assert.Single(tree.Messages()), StringComparison.Ordinal);
    }

    [Fact]
    public void Render_PatchesWithoutEnd_AreRefused()
    {
        var patches = string.Join(',', Enumerable.Repeat("{'target': 'web', 'patch': {}}", OverlaySet.MaxPatches + 1));

        Assert.Equal(
            ["infra:overlays/o.json:3: $.patches[64].target: has more than 64 patches for one host: merge some of them"],
            Tree.Render(("web.json", Tree.Web()), ("overlays/o.json", Tree.Overlay("", patches))).Messages());
    }

    [Fact]
    public void Parse_OverlayElsewhere_SaysWhereItBelongs() => Assert.Equal(
        "infra:o.json:1: $.kind: an Overlay belongs into overlays/ of a git repository: move its file there",
        Tree.Render(("o.json", Tree.Overlay("", ""))).Messages().First());

    private static void Expect(string json, params string[] expected)
    {
        var tree = Tree.Render(
            ("web.json", Tree.Web()), ("nix.json", "{'containers': {'nix': {'image': 'x'}}}"), ("overlays/o.json", json));
        var messages = tree.Messages().ToList();

        Assert.Equal(expected.Length, messages.Count);
        Assert.All(
            expected.Zip(messages),
            pair => Assert.StartsWith($"infra:overlays/o.json:{pair.First}", pair.Second, StringComparison.Ordinal));
        Assert.False(tree.IsValid);
        Assert.Equal(2, tree.Files.Length);
    }
}
