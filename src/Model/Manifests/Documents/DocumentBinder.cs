using OciReconciler.Model.Manifests.Fields;
using OciReconciler.Model.Manifests.Json;
using OciReconciler.Model.Manifests.Specs;

namespace OciReconciler.Model.Manifests.Documents;

/// <summary>Binds our own documents: Container and List.</summary>
/// <param name="findFile"><see cref="ParseContext.FindFile"/>.</param>
internal sealed class DocumentBinder(
    string file, ErrorSink errors, Backend defaultBackend, Func<string, ReadOnlyMemory<byte>?>? findFile = null)
{
    public const string ApiVersion = "oci-reconciler/v1";

    private static readonly string[] ContainerFields = ["$schema", "apiVersion", "kind", "metadata", "spec"];
    private static readonly string[] ListFields = ["$schema", "apiVersion", "kind", "items"];

    private readonly BindContext _context = new(ManifestShape.Own, errors) { FindFile = findFile };

    public IEnumerable<DeclaredWorkload> Bind(TreeNode root)
    {
        if (!IsList(root))
            return Container(root, mayBeList: true) is { } workload ? [workload] : [];

        CheckVersion(root);
        if (root.Find("kind")?.Value is not { } given)
            errors.Add(root, "\"kind\" is missing: write \"List\"");
        else if (given.Kind != NodeKind.Text)
            _context.WrongType(given, "a string");
        UnknownFields.Report(_context, root, ListFields, EncryptedValues.HintOf);
        if (root.Find("items")?.Value is not { Kind: NodeKind.List } items)
        {
            if (root.Find("items") is { } member)
                _context.WrongType(member.Value, "a list of documents");
            else
                errors.Add(root, "\"items\" is missing: a List has a list of documents in it");
            return [];
        }

        return items.Items.Select(item => Container(item, mayBeList: false)).OfType<DeclaredWorkload>().ToList();
    }

    /// <summary>Whether a document is a List, or was to be one.</summary>
    public static bool IsList(TreeNode root) =>
        root.Find("kind")?.Value is { Kind: NodeKind.Text } kind ? kind.Text is "List" : root.Find("items") is not null;

    private DeclaredWorkload? Container(TreeNode node, bool mayBeList)
    {
        if (node.Kind != NodeKind.Object)
        {
            _context.WrongType(node, "an object with apiVersion, kind, metadata and spec");
            return null;
        }

        CheckVersion(node);
        if (!CheckKind(node, mayBeList))
            return null;
        UnknownFields.Report(_context, node, ContainerFields, Hint);
        var (name, metadata) = MetadataOf(node);
        if (node.Find("spec")?.Value is not { } specNode)
        {
            errors.Add(node, "\"spec\" is missing: it has the image and the other options of the container");
            return null;
        }

        // A workload without a usable name is read to the end all the same: every error is reported at once.
        var key = WorkloadKey.TryParse(name?.Text);
        var start = SpecFields.Defaults with { Key = key ?? SpecFields.Defaults.Key, Backend = defaultBackend };
        if (specNode.Kind != NodeKind.Object)
        {
            _context.WrongType(specNode, "an object");
            return null;
        }

        var spec = SpecFields.Spec.Bind(_context, specNode, start);
        SpecRules.Check(_context, specNode, spec);
        if (name is null || key is null)
            return null;
        WorkloadNames.Check(errors, name.Line, name.Path, spec);
        return new DeclaredWorkload(spec, file, name.Line, node.Path)
        {
            MetadataLabels = metadata.Labels,
            NodeSelector = metadata.NodeSelector,
        };
    }

    private (TreeNode? Name, Metadata Metadata) MetadataOf(TreeNode node)
    {
        if (node.Find("metadata")?.Value is not { } metadata)
        {
            errors.Add(node, "\"metadata\" is missing: write \"metadata\": {\"name\": \"...\"}");
            return (null, MetadataFields.Defaults);
        }

        if (!MetadataFields.Metadata.TryBind(_context, metadata, out var bound))
            return (null, bound);
        return (metadata.Find("name")?.Value is { Kind: NodeKind.Text } name ? name : null, bound);
    }

    private void CheckVersion(TreeNode node)
    {
        if (node.Find("apiVersion")?.Value is not { } version)
            errors.Add(node, $"\"apiVersion\" is missing: write \"{ApiVersion}\"");
        else if (version.Kind != NodeKind.Text)
            _context.WrongType(version, "a string");
        else if (version.Text is not ApiVersion)
            errors.Add(version, $"{Quoting.Quote(version.Text)} is not known: write \"{ApiVersion}\"");
    }

    // A document of another kind has other fields: reading on would be of no use.
    private bool CheckKind(TreeNode node, bool mayBeList)
    {
        var known = mayBeList ? "\"Container\" or \"List\"" : "\"Container\"";
        if (node.Find("kind")?.Value is not { } kind)
        {
            errors.Add(node, $"\"kind\" is missing: write {known}");
            return true;
        }

        if (kind.Kind != NodeKind.Text)
        {
            _context.WrongType(kind, "a string");
            return true;
        }

        if (kind.Text is "Container")
            return true;
        errors.Add(kind, kind.Text switch
        {
            "List" => "a List cannot stand in a List: put its items into the outer one",
            "Overlay" => "an Overlay belongs into overlays/ of a git repository: move its file there",
            _ => $"{Quoting.Quote(kind.Text)} is not known: {EncryptedValues.HintOfKind(kind.Text) ?? $"write {known}"}",
        });
        return false;
    }

    private static string? Hint(string name)
    {
        if (name is "name")
            return "it belongs in \"metadata\"";
        return SpecFields.Spec.Fields.Any(field => string.Equals(field.Name, name, StringComparison.Ordinal))
            ? "it belongs in \"spec\""
            : EncryptedValues.HintOf(name);
    }
}
