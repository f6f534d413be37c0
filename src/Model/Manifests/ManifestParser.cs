using OciReconciler.Model.Manifests.Documents;
using OciReconciler.Model.Manifests.Json;
using OciReconciler.Model.Manifests.Specs;
using OciReconciler.Model.Nodes;

namespace OciReconciler.Model.Manifests;

/// <summary>Bytes to workloads or errors. Never throws on bad input. Pure; any thread.</summary>
public static class ManifestParser
{
    /// <summary>The largest file that is read, in bytes.</summary>
    public const int MaxFileBytes = Encodings.MaxBytes;

    /// <summary>Parses one file: our own documents, a List, NixOS's shape and the legacy shape. Every error is collected.</summary>
    /// <param name="file">The name for messages.</param>
    /// <param name="defaultBackend">Backend of a manifest that names none.</param>
    public static ManifestFile Parse(string file, ReadOnlyMemory<byte> utf8, Backend defaultBackend) =>
        Parse(file, utf8, new ParseContext(defaultBackend));

    /// <summary>As <see cref="Parse(string, ReadOnlyMemory{byte}, Backend)"/>, with all that a manifest is read with.</summary>
    /// <param name="file">The name for messages.</param>
    public static ManifestFile Parse(string file, ReadOnlyMemory<byte> utf8, ParseContext context)
    {
        var errors = new ErrorSink(file);
        return Declare(errors, JsonTree.Read(utf8, errors), context);
    }

    /// <summary>As <see cref="Parse(string, ReadOnlyMemory{byte}, Backend)"/>, but takes NixOS's shape and the legacy shape only.</summary>
    /// <param name="file">The name for messages.</param>
    /// <param name="defaultBackend">Backend of a document that names none.</param>
    public static ManifestFile ParseNix(string file, ReadOnlyMemory<byte> utf8, Backend defaultBackend)
    {
        var errors = new ErrorSink(file);
        var context = new ParseContext(defaultBackend);
        return File(errors, JsonTree.Read(utf8, errors) is { } root ? BindNix(root, errors, context) : [], context);
    }

    /// <summary>What a tree declares.</summary>
    /// <param name="errors">The file's, with what was wrong before.</param>
    /// <param name="root">Null: there is nothing to read, or it cannot be read.</param>
    internal static ManifestFile Declare(ErrorSink errors, TreeNode? root, ParseContext context) =>
        File(errors, root is null ? [] : Bind(root, errors, context), context);

    /// <summary>Whether it is a schema. Manifests name theirs as ./schema.json: it lies beside them, and declares nothing.</summary>
    internal static bool IsSchema(TreeNode root) =>
        root.Find("$schema")?.Value is { Kind: NodeKind.Text } schema
        && string.Equals(schema.Text, ManifestSchema.Dialect, StringComparison.Ordinal);

    private static ManifestFile File(ErrorSink errors, List<DeclaredWorkload> workloads, ParseContext context)
    {
        var here = context.Node is { } node ? SelectedBy(node, workloads) : workloads;
        WorkloadNames.CheckTwice(errors, here);
        if (errors.HasErrors)
            return new ManifestFile(errors.File, [], errors.ToSorted());
        return new ManifestFile(errors.File, [.. here], errors.ToSorted())
        {
            Elsewhere = context.Node is null ? [] : [.. Elsewhere(context.Node, workloads)],
        };
    }

    private static List<DeclaredWorkload> SelectedBy(NodeContext node, List<DeclaredWorkload> workloads) =>
    [
        .. workloads.Where(workload => NodeSelectors.Selects(workload.NodeSelector, node.Labels))
            .Select(workload => workload.NodeSelector.IsEmpty ? workload : workload with { NodeSelector = workload.NodeSelector.Clear() }),
    ];

    private static IEnumerable<WorkloadElsewhere> Elsewhere(NodeContext node, List<DeclaredWorkload> workloads) =>
        workloads.Where(workload => !NodeSelectors.Selects(workload.NodeSelector, node.Labels))
            .Select(workload => new WorkloadElsewhere(workload.Key, workload.Line));

    private static List<DeclaredWorkload> Bind(TreeNode root, ErrorSink errors, ParseContext context)
    {
        if (root.Kind != NodeKind.Object)
        {
            var hint = root.Kind == NodeKind.List
                ? ": for several workloads write {\"apiVersion\": \"oci-reconciler/v1\", \"kind\": \"List\", \"items\": [...]}"
                : "";
            errors.Add(root, $"a manifest is an object{hint}");
            return [];
        }

        if (IsSchema(root))
            return [];
        EncryptedValues.Check(errors, root);
        return NixBinder.Accepts(root)
            ? [.. new NixBinder(errors.File, errors, context.DefaultBackend).Bind(root)]
            : [.. new DocumentBinder(errors.File, errors, context.DefaultBackend, context.FindFile).Bind(root)];
    }

    private static List<DeclaredWorkload> BindNix(TreeNode root, ErrorSink errors, ParseContext context)
    {
        EncryptedValues.Check(errors, root);
        if (NixBinder.Accepts(root))
            return [.. new NixBinder(errors.File, errors, context.DefaultBackend).Bind(root)];
        errors.Add(root,
            $"this is not NixOS's shape, which has \"{NixBinder.Containers}\" or \"{NixBinder.LegacyContainers}\" at its top: "
            + "give the value of virtualisation.oci-containers, as nix eval --json prints it");
        return [];
    }
}
