using OciReconciler.Model.Manifests.Documents;
using OciReconciler.Model.Manifests.Fields;
using OciReconciler.Model.Manifests.Json;
using OciReconciler.Model.Manifests.Rules;
using OciReconciler.Model.Nodes;

namespace OciReconciler.Model.Manifests.Trees;

/// <summary><c>hosts/NAME.json</c>: what a repository says of a host.</summary>
internal sealed class HostFile
{
    private static readonly string[] FieldNames = ["$schema", "labels", "values"];
    private static readonly MapKind<string> ValuesKind = new(TextRules.ValueName, new StringKind(null));

    private readonly NameAdvice _advice = new();
    private readonly ErrorSink? _errors;
    private readonly TreeNode? _values;
    private readonly ImmutableSortedDictionary<string, string> _labels = MetadataFields.Defaults.Labels;
    private readonly ImmutableSortedDictionary<string, string> _ofValues = MetadataFields.Defaults.Labels;

    private HostFile()
    {
    }

    private HostFile(ErrorSink errors, ReadOnlyMemory<byte> utf8)
    {
        _errors = errors;
        HasLabels = false;
        if (JsonTree.Read(utf8, errors) is not { } root)
            return;
        var context = new BindContext(ManifestShape.Own, errors);
        if (root.Kind != NodeKind.Object)
        {
            context.WrongType(root, "an object with labels and values");
            return;
        }

        UnknownFields.Report(context, root, FieldNames);
        _values = root.Find("values")?.Value;
        if (root.Find("labels")?.Value is { } labels && MetadataFields.HostLabels.TryBind(context, labels, out var bound))
            _labels = bound;
        HasLabels = !errors.HasErrors;
        if (_values is not null && ValuesKind.TryBind(context, _values, out bound))
            _ofValues = bound;
    }

    /// <summary>The labels are all that it is to give; false: what is wrong with it may have been one.</summary>
    public bool HasLabels { get; } = true;

    /// <summary>What is wrong with it.</summary>
    public ImmutableArray<ManifestError> Errors => _errors?.ToSorted() ?? [];

    /// <summary>Reads the file of a host; a repository need not have one.</summary>
    /// <param name="find">Content of a file by its path.</param>
    /// <param name="nameOf">Path to the name for messages.</param>
    public static HostFile Read(NodeContext? node, Func<string, ReadOnlyMemory<byte>?> find, Func<string, string> nameOf)
    {
        if (node is null || NodeRules.HostName(node.Name) is not null)
            return new HostFile();
        var path = TreePaths.OfHost(node.Name);
        return find(path) is { } content ? new HostFile(new ErrorSink(nameOf(path)), content) : new HostFile();
    }

    /// <summary>The host with what the repository says of it. What the host says itself wins: its facts, and its configuration.</summary>
    public NodeContext AddTo(NodeContext node) =>
        node with { Labels = _labels.SetItems(node.Labels), Values = _ofValues.SetItems(node.Values) };

    /// <summary>Reports values that nothing in the repository refers to.</summary>
    /// <param name="used">The names that are referred to, whatever host it is for.</param>
    public void ReportUnused(IReadOnlySet<string> used)
    {
        foreach (var member in _values?.Members.Where(member => !used.Contains(member.Name)) ?? [])
        {
            _errors!.Add(member, () =>
            {
                var advice = _advice.Nearest(member.Name, used, used.Count) is { } nearest
                    ? $"did you mean {Quoting.Quote(nearest)}?" : "remove it";
                return $"no manifest has ${{{Quoting.Escape(member.Name, 60)}}} in it: {advice}";
            });
        }
    }
}
