using CsCheck;
using OciReconciler.Model.Manifests.Json;
using OciReconciler.Model.Manifests.Trees;
using OciReconciler.Model.Nodes;

namespace OciReconciler.UnitTests.Manifests.Trees;

/// <summary>Small repositories. In their files a single quote stands for a double one.</summary>
internal static class Tree
{
    /// <summary>A manifest of "web" in three lines: the name is on line 2, the fields of spec on line 3.</summary>
    public static string Web(string spec = "'image': 'nginx'", string metadata = "") => Container("web", spec, metadata);

    /// <summary>As <see cref="Web"/>, by another name.</summary>
    public static string Container(string name, string spec = "'image': 'nginx'", string metadata = "") =>
        "{'apiVersion': 'oci-reconciler/v1', 'kind': 'Container',\n"
        + $" 'metadata': {{'name': '{name}'{(metadata.Length == 0 ? "" : ", ")}{metadata}}},\n 'spec': {{{spec}}}}}";

    /// <summary>An overlay in three lines: the selector is on line 2, the patches on line 3.</summary>
    public static string Overlay(string selector, string patches) =>
        $"{{'apiVersion': 'oci-reconciler/v1', 'kind': 'Overlay',\n 'metadata': {{'nodeSelector': {{{selector}}}}},\n "
        + $"'patches': [{patches}]}}";

    public static NodeContext Node(string name, params (string Key, string Value)[] labels) => new(
        name,
        labels.ToImmutableSortedDictionary(label => label.Key, label => label.Value, StringComparer.Ordinal),
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal));

    public static RenderedTree Render(NodeContext node, params (string Path, string Json)[] files) => ManifestTree.Render(
        "infra", [.. files.Select(file => new TreeFile(file.Path, Utf8(file.Json)))], new ParseContext(Backend.Podman) { Node = node });

    /// <summary>Renders for a host "web1" without labels.</summary>
    public static RenderedTree Render(params (string Path, string Json)[] files) => Render(Node("web1"), files);

    /// <summary>Everything that is wrong, as it is printed.</summary>
    public static IEnumerable<string> Messages(this RenderedTree tree) =>
        tree.Errors.Concat(tree.Files.SelectMany(file => file.Errors)).Select(error => error.ToString());

    /// <summary>The specs of a tree without errors, by name.</summary>
    public static IReadOnlyDictionary<string, WorkloadSpec> Specs(this RenderedTree tree)
    {
        Assert.Empty(tree.Messages());
        return tree.Files.SelectMany(file => file.Workloads).ToDictionary(workload => workload.Key.Name, workload => workload.Spec);
    }

    /// <summary>JSON as a tree with positions.</summary>
    public static TreeNode Parse(string json, string file = "f.json")
    {
        var errors = new ErrorSink(file);
        var root = JsonTree.Read(Encoding.UTF8.GetBytes(json), errors);
        Assert.Empty(errors.ToSorted());
        return root!;
    }

    /// <summary>A tree as JSON.</summary>
    public static string Text(TreeNode node) => node.Kind switch
    {
        NodeKind.Object => "{" + string.Join(',', node.Members.Select(member => $"{Quoted(member.Name)}:{Text(member.Value)}")) + "}",
        NodeKind.List => "[" + string.Join(',', node.Items.Select(Text)) + "]",
        NodeKind.Text => Quoted(node.Text),
        NodeKind.Number => node.Text,
        NodeKind.Bool => node.Flag ? "true" : "false",
        _ => "null",
    };

    /// <summary>One of them.</summary>
    public static Gen<string> Pick(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(index => texts[index]);

    public static byte[] Utf8(string json) => Encoding.UTF8.GetBytes(json.Replace('\'', '"'));

    private static string Quoted(string text) => JsonSerializer.Serialize(text);
}
