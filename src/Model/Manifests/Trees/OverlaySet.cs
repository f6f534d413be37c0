using OciReconciler.Model.Manifests.Json;
using OciReconciler.Model.Nodes;

namespace OciReconciler.Model.Manifests.Trees;

/// <summary>The overlays of a repository, as one host takes them. For one rendering.</summary>
internal sealed class OverlaySet
{
    /// <summary>Patches of one workload that one host takes: each document of that name is patched by all of them.</summary>
    public const int MaxPatches = 64;

    private readonly NameAdvice _advice = new();
    private readonly ImmutableArray<Overlay> _overlays;
    private readonly NodeContext? _node;
    private readonly Dictionary<string, List<TreeNode>> _patches = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _sizes = new(StringComparer.Ordinal);

    /// <summary>Takes what is selected, in the order given.</summary>
    /// <param name="overlays">In order of path.</param>
    public OverlaySet(ImmutableArray<Overlay> overlays, NodeContext? node)
    {
        (_overlays, _node) = (overlays, node);
        foreach (var overlay in overlays.Where(overlay =>
            node is not null && !overlay.Errors.HasErrors && NodeSelectors.Selects(overlay.Selector, node.Labels)))
        {
            foreach (var patch in overlay.Patches)
                Take(overlay, patch);
        }
    }

    /// <summary>Those for other hosts.</summary>
    public IEnumerable<UnselectedDocument> Unselected => _overlays
        .Where(overlay => _node is not null && !overlay.Errors.HasErrors && !NodeSelectors.Selects(overlay.Selector, _node.Labels))
        .Select(overlay => UnselectedDocument.Of(overlay.Errors.File, 1, "$", overlay.Selector, _node!.Labels));

    /// <summary>What is wrong with them.</summary>
    public IEnumerable<ManifestError> Errors => _overlays.SelectMany(overlay => overlay.Errors.ToSorted());

    /// <summary>The values that patches refer to are found in these, whatever hosts they are for.</summary>
    public IEnumerable<TreeNode> Patches => _overlays.SelectMany(overlay => overlay.Patches).Select(patch => patch.Patch);

    /// <summary>How many values <see cref="Apply"/> puts into a document at most.</summary>
    public long SizeFor(TreeNode document) => TreeDocuments.NameOf(document) is { } name ? _sizes.GetValueOrDefault(name.Text) : 0;

    /// <summary>A document of our own shape with all patches of its name.</summary>
    public TreeNode Apply(TreeNode document)
    {
        if (TreeDocuments.NameOf(document) is { } name && _patches.TryGetValue(name.Text, out var patches))
            return patches.Aggregate(document, MergePatch.Apply);
        return document;
    }

    /// <summary>Reports targets that nobody declares, in overlays for any host.</summary>
    /// <param name="declared">Names in our own shape.</param>
    /// <param name="nix">Names in NixOS's shape.</param>
    public void ReportUnknownTargets(IReadOnlySet<string> declared, IReadOnlySet<string> nix)
    {
        foreach (var overlay in _overlays)
        {
            foreach (var target in overlay.Patches.Select(patch => patch.Target).Where(target => !declared.Contains(target.Text)))
                overlay.Errors.Add(target, Message(target.Text, declared, nix));
        }
    }

    private string Message(string target, IReadOnlySet<string> declared, IReadOnlySet<string> nix)
    {
        if (nix.Contains(target))
            return $"{Quoting.Quote(target)} is declared in NixOS's shape, which overlays cannot patch: write it as a Container";
        var advice = _advice.Nearest(target, declared, declared.Count) is { } nearest
            ? $"did you mean {Quoting.Quote(nearest)}?"
            : "give a name as metadata.name of a manifest has it";
        return $"no manifest of this repository declares {Quoting.Quote(target)}: {advice}";
    }

    private void Take(Overlay overlay, OverlayPatch patch)
    {
        if (!_patches.TryGetValue(patch.Target.Text, out var patches))
            _patches[patch.Target.Text] = patches = [];
        if (patches.Count == MaxPatches)
            overlay.Errors.Add(patch.Target, $"has more than {MaxPatches} patches for one host: merge some of them");
        else
            Add(patches, patch);
    }

    private void Add(List<TreeNode> patches, OverlayPatch patch)
    {
        patches.Add(patch.Patch);
        _sizes[patch.Target.Text] = _sizes.GetValueOrDefault(patch.Target.Text) + CountOf(patch.Patch);
    }

    private static long CountOf(TreeNode node) =>
        1 + node.Members.Sum(member => CountOf(member.Value)) + node.Items.Sum(CountOf);
}
