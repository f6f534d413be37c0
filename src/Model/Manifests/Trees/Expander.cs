using OciReconciler.Model.Manifests.Fields;
using OciReconciler.Model.Manifests.Json;
using OciReconciler.Model.Nodes;

namespace OciReconciler.Model.Manifests.Trees;

/// <summary>
/// Puts a host's values into the strings of trees, never into text: what a value has in it stays within its string. Strict: a name that is
/// not defined is an error. For one rendering.
/// </summary>
internal sealed class Expander(NodeContext? node)
{
    /// <summary>A few references to long values must not fill the memory.</summary>
    public const int MaxCharacters = 32 * 1024 * 1024;

    private readonly NameAdvice _advice = new();
    private long _left = MaxCharacters;

    /// <summary>The tree with values in all its strings, names of fields apart.</summary>
    public TreeNode Expand(TreeNode tree, ErrorSink errors) => Expand(tree, errors, []);

    /// <summary>A document of our own shape. Its node selector is decided already, and stays as it is.</summary>
    public TreeNode ExpandDocument(TreeNode document, ErrorSink errors) => Expand(document, errors, ["metadata", "nodeSelector"]);

    private TreeNode Expand(TreeNode tree, ErrorSink errors, ReadOnlySpan<string> kept) => tree.Kind switch
    {
        NodeKind.Text when ValueText.HasReference(tree.Text) => ExpandText(tree, errors),
        NodeKind.Object => ExpandMembers(tree, errors, kept),
        NodeKind.List => ExpandItems(tree, errors),
        _ => tree,
    };

    private TreeNode ExpandMembers(TreeNode tree, ErrorSink errors, ReadOnlySpan<string> kept)
    {
        List<TreeMember>? changed = null;
        for (var place = 0; place < tree.Members.Count; place++)
        {
            var member = tree.Members[place];
            var isOnWay = kept.Length > 0 && member.Name == kept[0];
            if (isOnWay && kept.Length == 1)
                continue;
            var value = Expand(member.Value, errors, isOnWay ? kept[1..] : []);
            if (!ReferenceEquals(value, member.Value))
                (changed ??= [.. tree.Members])[place] = member with { Value = value };
        }

        return changed is null ? tree : tree.With(changed);
    }

    private TreeNode ExpandItems(TreeNode tree, ErrorSink errors)
    {
        List<TreeNode>? changed = null;
        for (var place = 0; place < tree.Items.Count; place++)
        {
            var value = Expand(tree.Items[place], errors, []);
            if (!ReferenceEquals(value, tree.Items[place]))
                (changed ??= [.. tree.Items])[place] = value;
        }

        return changed is null ? tree : tree.With(changed);
    }

    private TreeNode ExpandText(TreeNode tree, ErrorSink errors)
    {
        var length = (long)tree.Text.Length;
        foreach (var name in ValueText.References(tree.Text).Distinct(StringComparer.Ordinal))
        {
            if (Problem(name) is { } problem)
            {
                errors.Add(tree, problem);
                return tree.Unresolved();
            }
        }

        foreach (var name in ValueText.References(tree.Text))
            length += node!.Values[name!].Length;
        if (length > StringKind.MaxBytes + tree.Text.Length)
        {
            errors.Add(tree, $"is with its values longer than the {StringKind.MaxBytes} bytes that one argument of a program can have");
            return tree.Unresolved();
        }

        _left -= length;
        if (_left < 0)
        {
            errors.Add(tree, $"the values make more than {MaxCharacters} characters of all manifests together: use shorter ones");
            return tree.Unresolved();
        }

        return tree.Expanded(ValueText.Expand(tree.Text, name => node!.Values[name]));
    }

    private string? Problem(string? name)
    {
        if (name is null)
            return "\"${\" begins the name of a value, as in ${NAME}: close it with '}', or write \"$${\" for the characters themselves";
        if (node?.Values.ContainsKey(name) == true)
            return null;
        var nearest = node is null ? null : _advice.Nearest(name, node.Values.Keys, node.Values.Count);
        var place = TreePaths.OfHost(node is { Name.Length: > 0 } ? node.Name : "NAME");
        var advice = nearest is null
            ? $"give it in \"values\" of {place} or in node.values of the host's configuration, "
                + "or write \"$${\" for the characters themselves"
            : $"did you mean ${{{nearest}}}?";
        return $"${{{Quoting.Escape(name, 60)}}} is not defined for the host {Quoting.Quote(node?.Name ?? "")}: {advice}";
    }
}
