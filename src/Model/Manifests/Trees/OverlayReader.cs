using OciReconciler.Model.Manifests.Documents;
using OciReconciler.Model.Manifests.Fields;
using OciReconciler.Model.Manifests.Json;

namespace OciReconciler.Model.Manifests.Trees;

/// <summary>Reads overlays. Every error is collected. Pure; any thread.</summary>
internal sealed class OverlayReader
{
    private static readonly string[] Fields = ["$schema", "apiVersion", "kind", "metadata", "patches"];
    private static readonly string[] Metadata = ["nodeSelector"];
    private static readonly string[] Patch = ["target", "patch"];
    private static readonly string[] Patchable = ["metadata", "spec"];

    private readonly ErrorSink _errors;
    private readonly BindContext _context;

    private OverlayReader(ErrorSink errors) => (_errors, _context) = (errors, new BindContext(ManifestShape.Own, errors));

    /// <summary>Reads one; what is wrong is in its errors.</summary>
    /// <param name="file">The name for messages.</param>
    /// <param name="budget">Of all files of the repository.</param>
    public static Overlay Read(string file, ReadOnlyMemory<byte> utf8, ValueBudget budget)
    {
        var errors = new ErrorSink(file);
        var nothing = new Overlay(errors, MetadataFields.Defaults.NodeSelector, []);
        if (JsonTree.Read(utf8, errors, budget) is not { } root || (root.Kind == NodeKind.Object && ManifestParser.IsSchema(root)))
            return nothing;
        return new OverlayReader(errors).Read(root) ?? nothing;
    }

    private Overlay? Read(TreeNode root)
    {
        if (root.Kind != NodeKind.Object)
        {
            _context.WrongType(root, "an object with apiVersion, kind, metadata and patches");
            return null;
        }

        Constant(root, "apiVersion", DocumentBinder.ApiVersion);
        Constant(root, "kind", "Overlay");
        UnknownFields.Report(_context, root, Fields);
        var selector = SelectorOf(root);
        var patches = Required(root, "patches", "a list of objects with target and patch") is { } list && Is(list, NodeKind.List)
            ? list.Items.Select(PatchOf).OfType<OverlayPatch>().ToImmutableArray()
            : [];
        return new Overlay(_errors, selector, patches);
    }

    private ImmutableSortedDictionary<string, string> SelectorOf(TreeNode root)
    {
        var none = MetadataFields.Defaults.NodeSelector;
        if (Required(root, "metadata", "{\"nodeSelector\": {...}}") is not { } metadata || !Is(metadata, NodeKind.Object))
            return none;
        UnknownFields.Report(_context, metadata, Metadata, name => name is "name" or "labels"
            ? "an overlay has only \"nodeSelector\" there; a patch names its workload in \"target\""
            : null);
        return Required(metadata, "nodeSelector", "labels of the hosts that it is for, or {} for every host") is { } selector
            && MetadataFields.HostLabels.TryBind(_context, selector, out var bound)
            ? bound
            : none;
    }

    private OverlayPatch? PatchOf(TreeNode node)
    {
        if (!Is(node, NodeKind.Object))
            return null;
        UnknownFields.Report(_context, node, Patch, name => Patchable.Contains(name, StringComparer.Ordinal)
            ? "it belongs in \"patch\"" : null);
        var target = Required(node, "target", "the name of the workload, as its manifest has it");
        var patch = Required(node, "patch", "what is to be different in its document");
        if (target is null || patch is null || !Is(target, NodeKind.Text) || !Is(patch, NodeKind.Object))
            return null;
        CheckPatch(patch);
        return new OverlayPatch(target, patch);
    }

    private void CheckPatch(TreeNode patch)
    {
        UnknownFields.Report(_context, patch, Patchable, name => name switch
        {
            "apiVersion" or "kind" or "$schema" => "it cannot be patched",
            _ when SpecFields.Spec.Fields.Any(field => field.Name == name) => "it belongs in \"spec\"",
            _ => null,
        });
        foreach (var part in patch.Members.Where(member => Patchable.Contains(member.Name, StringComparer.Ordinal)))
            Is(part.Value, NodeKind.Object);
        if (patch.Find("metadata")?.Value.Find("name") is { } name)
            _errors.Add(name, "the name of a workload cannot be patched: it says which workload it is");
    }

    private void Constant(TreeNode root, string field, string wanted)
    {
        if (Required(root, field, Quoting.Quote(wanted)) is { } value && Is(value, NodeKind.Text) && value.Text != wanted)
            _errors.Add(value, $"{Quoting.Quote(value.Text)} is not known here: write {Quoting.Quote(wanted)}");
    }

    private TreeNode? Required(TreeNode node, string field, string what)
    {
        if (node.Find(field) is { } member)
            return member.Value;
        _errors.Add(node, $"{Quoting.Quote(field)} is missing: write {what}");
        return null;
    }

    private bool Is(TreeNode node, NodeKind kind)
    {
        if (node.Kind == kind)
            return true;
        _context.WrongType(node, kind switch { NodeKind.Object => "an object", NodeKind.List => "a list", _ => "a string" });
        return false;
    }
}
