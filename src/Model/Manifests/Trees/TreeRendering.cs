using OciReconciler.Model.Manifests.Json;
using OciReconciler.Model.Manifests.Rules;
using OciReconciler.Model.Nodes;

namespace OciReconciler.Model.Manifests.Trees;

/// <summary>
/// One rendering of a repository for one host. Each manifest is read, patched, selected, given its values and bound before the next one is
/// read, so that the trees of one file alone are in memory.
/// </summary>
internal sealed class TreeRendering
{
    /// <summary>
    /// Values of all manifests and overlays, patches counted wherever they are applied: overlays are in memory at once, and so is what
    /// manifests declare.
    /// </summary>
    public const int MaxValues = 1_000_000;

    private readonly ValueBudget _budget = new(
        MaxValues, $"all manifests and overlays have more than {MaxValues} values together: make several sources of them");
    private readonly ImmutableArray<TreeFile> _files;
    private readonly Func<string, string> _nameOf;
    private readonly ParseContext _context;
    private readonly HostFile _host;
    private readonly OverlaySet _overlays;
    private readonly Expander _expander;
    private readonly HashSet<string> _declared = new(StringComparer.Ordinal);
    private readonly HashSet<string> _nix = new(StringComparer.Ordinal);
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly List<UnselectedDocument> _unselected = [];
    private bool _isUnreadable;

    public TreeRendering(IReadOnlyList<TreeFile> files, Func<string, string> nameOf, ParseContext context)
    {
        _files = [.. files.OrderBy(file => file.Path, StringComparer.Ordinal)];
        _nameOf = nameOf;
        var contents = _files.DistinctBy(file => file.Path, StringComparer.Ordinal)
            .ToDictionary(file => file.Path, file => file.Content, StringComparer.Ordinal);
        _host = HostFile.Read(context.Node, Find, nameOf);
        _context = context with { FindFile = Find, Node = context.Node is { } node ? _host.AddTo(node) : null };
        _overlays = new OverlaySet(
            [
                .. _files.Where(file => TreePaths.IsOverlay(file.Path))
                    .Select(file => OverlayReader.Read(nameOf(file.Path), file.Content, _budget)),
            ],
            _context.Node);
        _expander = new Expander(_context.Node);

        // Null alone would become an empty memory.
        ReadOnlyMemory<byte>? Find(string path) => contents.TryGetValue(path, out var content) ? content : (ReadOnlyMemory<byte>?)null;
    }

    public RenderedTree Render()
    {
        var files = _files.Where(file => TreePaths.IsManifest(file.Path)).Select(Read).ToImmutableArray();
        foreach (var patch in _overlays.Patches)
            CollectReferences(patch);
        // What a file that cannot be read declares and refers to is not known.
        if (!_isUnreadable)
        {
            _overlays.ReportUnknownTargets(_declared, _nix);
            _host.ReportUnused(_used);
        }

        var misplaced = _files.Where(file => TreePaths.IsMisplacedHost(file.Path)).Select(file => new ManifestError(
            _nameOf(file.Path),
            1,
            "$",
            $"is not read: files of hosts are {TreePaths.OfHost("NAME")}, with the name of a host. Move or rename it.",
            IsWarning: true));
        return new RenderedTree(files, [.. _host.Errors, .. misplaced, .. _overlays.Errors])
        {
            Unselected = _host.HasLabels ? [.. _unselected, .. _overlays.Unselected] : [],
        };
    }

    private ManifestFile Read(TreeFile file)
    {
        var errors = new ErrorSink(_nameOf(file.Path));
        var root = JsonTree.Read(file.Content, errors, _budget);
        _isUnreadable |= root is null;
        if (root is null || (root.Kind == NodeKind.Object && ManifestParser.IsSchema(root)))
            return ManifestParser.Declare(errors, root, _context);
        Collect(root);
        var elsewhere = new List<WorkloadElsewhere>();
        var prepared = TreeDocuments.IsOwn(root)
            ? TreeDocuments.Map(root, document => Prepare(document, errors, elsewhere))
            : _expander.Expand(root, errors);
        var manifest = ManifestParser.Declare(errors, prepared, _context);
        return manifest.IsValid ? manifest with { Elsewhere = [.. manifest.Elsewhere, .. elsewhere] } : manifest;
    }

    // Null: it is for other hosts.
    private TreeNode? Prepare(TreeNode document, ErrorSink errors, List<WorkloadElsewhere> elsewhere)
    {
        if (!_budget.TryTake(_overlays.SizeFor(document)))
        {
            errors.Add(document, _budget.Excess);
            return null;
        }

        var patched = _overlays.Apply(document);
        if (SelectorOf(patched) is not { } selector || NodeSelectors.Selects(selector, _context.Node!.Labels))
            return _expander.ExpandDocument(patched, errors);
        _unselected.Add(UnselectedDocument.Of(errors.File, document.Line, document.Path, selector, _context.Node.Labels));
        if (TreeDocuments.NameOf(patched) is { } name && WorkloadKey.TryParse(name.Text) is { } key)
            elsewhere.Add(new WorkloadElsewhere(key, name.Line));
        return null;
    }

    // Null: it is for this host. A selector that is none is for binding to report, here and on every host.
    private ImmutableSortedDictionary<string, string>? SelectorOf(TreeNode document)
    {
        if (_context.Node is null
            || document.Find("metadata")?.Value.Find("nodeSelector")?.Value is not { Kind: NodeKind.Object } selector
            || !selector.Members.All(member => TextRules.HostLabel(member.Name) is null
                && member.Value.Kind == NodeKind.Text
                && TextRules.HostLabelValue(member.Value.Text) is null))
            return null;
        return selector.Members.ToImmutableSortedDictionary(member => member.Name, member => member.Value.Text, StringComparer.Ordinal);
    }

    private void Collect(TreeNode root)
    {
        _declared.UnionWith(TreeDocuments.Of(root).Select(TreeDocuments.NameOf).OfType<TreeNode>().Select(name => name.Text));
        _nix.UnionWith(TreeDocuments.NixNames(root));
        CollectReferences(root);
    }

    private void CollectReferences(TreeNode node)
    {
        if (node.Kind == NodeKind.Text && ValueText.HasReference(node.Text))
            _used.UnionWith(ValueText.References(node.Text).OfType<string>());
        foreach (var member in node.Members)
            CollectReferences(member.Value);
        foreach (var item in node.Items)
            CollectReferences(item);
    }
}
