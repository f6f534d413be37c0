using OciReconciler.Model.Manifests.Json;

namespace OciReconciler.Model.Manifests.Trees;

/// <summary>
/// JSON Merge Patch (RFC 7396) on trees with positions: a value knows the file and line that it is from, whichever tree it stands in.
/// Neither tree is changed. Pure; any thread.
/// </summary>
internal static class MergePatch
{
    /// <summary>The target with the patch applied.</summary>
    public static TreeNode Apply(TreeNode target, TreeNode patch)
    {
        if (patch.Kind != NodeKind.Object)
            return patch;
        return target.Kind == NodeKind.Object ? Merge(target, patch) : WithoutNulls(patch);
    }

    private static TreeNode Merge(TreeNode target, TreeNode patch)
    {
        var changes = patch.Members.ToDictionary(member => member.Name, StringComparer.Ordinal);
        var members = new List<TreeMember>(target.Members.Count + changes.Count);
        foreach (var member in target.Members)
        {
            if (!changes.Remove(member.Name, out var change))
                members.Add(member);
            else if (change.Value.Kind != NodeKind.Null)
                members.Add(Changed(member, change));
        }

        members.AddRange(patch.Members.Where(member => changes.ContainsKey(member.Name)).Select(Added).OfType<TreeMember>());
        return target.With(members);
    }

    // An object that is merged stays where it was; any other value is the patch's, and so is its name's line.
    private static TreeMember Changed(TreeMember member, TreeMember change) =>
        member.Value.Kind == NodeKind.Object && change.Value.Kind == NodeKind.Object
            ? member with { Value = Merge(member.Value, change.Value) }
            : change with { Value = WithoutNulls(change.Value) };

    private static TreeMember? Added(TreeMember change) =>
        change.Value.Kind == NodeKind.Null ? null : change with { Value = WithoutNulls(change.Value) };

    // Where there is nothing to merge with, null removes nothing. In lists it is a value.
    private static TreeNode WithoutNulls(TreeNode node) =>
        node.Kind == NodeKind.Object ? node.With(node.Members.Select(Added).OfType<TreeMember>()) : node;
}
