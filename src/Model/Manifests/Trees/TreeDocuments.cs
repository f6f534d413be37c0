using OciReconciler.Model.Manifests.Documents;
using OciReconciler.Model.Manifests.Json;

namespace OciReconciler.Model.Manifests.Trees;

/// <summary>The documents of a manifest, before they are bound. Pure; any thread.</summary>
internal static class TreeDocuments
{
    /// <summary>Whether a file is of our own shape, or was to be.</summary>
    public static bool IsOwn(TreeNode root) => root.Kind == NodeKind.Object && !NixBinder.Accepts(root);

    /// <summary>
    /// A file of our own shape with each document replaced, or left out where null is returned; null: it had one alone.
    /// </summary>
    public static TreeNode? Map(TreeNode root, Func<TreeNode, TreeNode?> map)
    {
        if (!DocumentBinder.IsList(root))
            return map(root);
        if (root.Find("items") is not { Value.Kind: NodeKind.List } items)
            return root;
        var mapped = items.Value.With(items.Value.Items.Select(item => item.Kind == NodeKind.Object ? map(item) : item).OfType<TreeNode>());
        return root.With(root.Members.Select(member => ReferenceEquals(member, items) ? member with { Value = mapped } : member));
    }

    /// <summary>Documents of our own shape; empty for NixOS's.</summary>
    public static IEnumerable<TreeNode> Of(TreeNode root)
    {
        if (!IsOwn(root))
            return [];
        if (!DocumentBinder.IsList(root))
            return [root];
        return root.Find("items")?.Value.Items.Where(item => item.Kind == NodeKind.Object) ?? [];
    }

    /// <summary>The name of a document of our own shape, as it is written; null: it has none.</summary>
    public static TreeNode? NameOf(TreeNode document) =>
        document.Find("metadata")?.Value.Find("name")?.Value is { Kind: NodeKind.Text } name ? name : null;

    /// <summary>Names that are declared in NixOS's shape.</summary>
    public static IEnumerable<string> NixNames(TreeNode root) =>
        new[] { NixBinder.Containers, NixBinder.LegacyContainers }
            .SelectMany(field => root.Find(field)?.Value.Members ?? [])
            .Select(member => member.Name);
}
