using OciReconciler.Model.Workloads;

namespace OciReconciler.Model.Manifests;

/// <summary>Bytes to workloads or errors. Never throws on bad input.</summary>
public static class ManifestParser
{
    /// <summary>The largest file that is read, in bytes.</summary>
    public const int MaxFileBytes = 10 * 1024 * 1024;

    /// <summary>Parses one file: our own documents, a List, NixOS's shape and the legacy shape. Every error is collected.</summary>
    /// <param name="file">The name for messages.</param>
    /// <param name="utf8">The content.</param>
    /// <param name="defaultBackend">Backend of a manifest that names none.</param>
    public static ManifestFile Parse(string file, ReadOnlyMemory<byte> utf8, Backend defaultBackend) =>
        throw new NotSupportedException($"{file}{utf8.Length}{defaultBackend}");
}
