using OciReconciler.Model.Manifests.Documents;
using OciReconciler.Model.Manifests.Json;
using OciReconciler.Model.Manifests.Specs;

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
    public static ManifestFile Parse(string file, ReadOnlyMemory<byte> utf8, ParseContext context) =>
        Parse(file, utf8, (root, errors) => Bind(file, root, errors, context));

    /// <summary>As <see cref="Parse(string, ReadOnlyMemory{byte}, Backend)"/>, but takes NixOS's shape and the legacy shape only.</summary>
    /// <param name="file">The name for messages.</param>
    /// <param name="defaultBackend">Backend of a document that names none.</param>
    public static ManifestFile ParseNix(string file, ReadOnlyMemory<byte> utf8, Backend defaultBackend) =>
        Parse(file, utf8, (root, errors) => BindNix(file, root, errors, defaultBackend));

    private static ManifestFile Parse(string file, ReadOnlyMemory<byte> utf8, Func<TreeNode, ErrorSink, List<DeclaredWorkload>> bind)
    {
        var errors = new ErrorSink(file);
        var workloads = JsonTree.Read(utf8, errors) is { } root ? bind(root, errors) : [];
        WorkloadNames.CheckTwice(errors, workloads);
        return new ManifestFile(file, errors.HasErrors ? [] : [.. workloads], errors.ToSorted());
    }

    private static List<DeclaredWorkload> Bind(string file, TreeNode root, ErrorSink errors, ParseContext context)
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
            ? [.. new NixBinder(file, errors, context.DefaultBackend).Bind(root)]
            : [.. new DocumentBinder(file, errors, context.DefaultBackend, context.FindFile).Bind(root)];
    }

    // Manifests name the schema as ./schema.json: it lies beside them, and declares nothing.
    private static bool IsSchema(TreeNode root) =>
        root.Find("$schema")?.Value is { Kind: NodeKind.Text } schema
        && string.Equals(schema.Text, ManifestSchema.Dialect, StringComparison.Ordinal);

    private static List<DeclaredWorkload> BindNix(string file, TreeNode root, ErrorSink errors, Backend defaultBackend)
    {
        EncryptedValues.Check(errors, root);
        if (NixBinder.Accepts(root))
            return [.. new NixBinder(file, errors, defaultBackend).Bind(root)];
        errors.Add(root,
            $"this is not NixOS's shape, which has \"{NixBinder.Containers}\" or \"{NixBinder.LegacyContainers}\" at its top: "
            + "give the value of virtualisation.oci-containers, as nix eval --json prints it");
        return [];
    }
}
