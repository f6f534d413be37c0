using OciReconciler.Files;

namespace OciReconciler.State;

/// <summary>
/// Files in directories that are readable by us alone, and are made when they are not there. Throws as <see cref="FileReplacement"/>.
/// </summary>
internal static class PrivateFile
{
    /// <summary>Writes what need not outlive a power cut.</summary>
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        MakeDirectoryOf(path);
        AtomicFile.WritePrivately(path, bytes);
    }

    /// <summary>Writes what is whole after a power cut: the old content or the new.</summary>
    public static void WriteDurably(string path, ReadOnlySpan<byte> bytes)
    {
        MakeDirectoryOf(path);
        AtomicFile.WriteDurably(path, bytes);
    }

    /// <summary>Writes what is there after a power cut.</summary>
    public static void WriteAndSync(string path, ReadOnlySpan<byte> bytes)
    {
        WriteDurably(path, bytes);
        AtomicFile.SyncDirectory(Path.GetDirectoryName(path)!);
    }

    private static void MakeDirectoryOf(string path) => StateDirectory.MakePrivate(Path.GetDirectoryName(path)!);
}
