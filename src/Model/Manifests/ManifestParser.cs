using OciReconciler.Model.Manifests.Documents;
using OciReconciler.Model.Manifests.Json;
using OciReconciler.Model.Workloads;

namespace OciReconciler.Model.Manifests;

/// <summary>Bytes to workloads or errors. Never throws on bad input. Pure; any thread.</summary>
public static class ManifestParser
{
    /// <summary>The largest file that is read, in bytes.</summary>
    public const int MaxFileBytes = 10 * 1024 * 1024;

    /// <summary>Parses one file: our own documents, a List, NixOS's shape and the legacy shape. Every error is collected.</summary>
    /// <param name="file">The name for messages.</param>
    /// <param name="utf8">The content.</param>
    /// <param name="defaultBackend">Backend of a manifest that names none.</param>
    public static ManifestFile Parse(string file, ReadOnlyMemory<byte> utf8, Backend defaultBackend)
    {
        var errors = new ErrorSink(file);
        var workloads = JsonTree.Read(utf8, errors) is { } root ? Bind(file, root, errors, defaultBackend) : [];
        WorkloadNames.CheckTwice(errors, workloads);
        return new ManifestFile(file, errors.HasErrors ? [] : [.. workloads], errors.ToSorted());
    }

    private static List<DeclaredWorkload> Bind(string file, TreeNode root, ErrorSink errors, Backend defaultBackend)
    {
        if (root.Kind != NodeKind.Object)
        {
            var hint = root.Kind == NodeKind.List ? ": for several workloads write {\"apiVersion\": \"oci-reconciler/v1\", \"kind\": \"List\", \"items\": [...]}" : "";
            errors.Add(root, $"a manifest is an object{hint}");
            return [];
        }

        return NixBinder.Accepts(root)
            ? [.. new NixBinder(file, errors, defaultBackend).Bind(root)]
            : [.. new DocumentBinder(file, errors, defaultBackend).Bind(root)];
    }
}
