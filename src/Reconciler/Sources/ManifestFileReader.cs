using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using OciReconciler.Files;
using OciReconciler.Model.Manifests;

namespace OciReconciler.Sources;

/// <summary>Reads one file whole, or says why not. Opens nothing but regular files, and never waits for a writer.</summary>
internal static class ManifestFileReader
{
    /// <summary>Reads the file that <paramref name="expected"/> was taken of.</summary>
    public static FileContent Read(string path, FileStat expected)
    {
        if (Refuse(expected) is { } refusal)
            return new FileContent.Unreadable(refusal);
        int descriptor = LibC.Open(path, LibC.ReadOnly | LibC.NonBlocking | LibC.CloseOnExec | LibC.NoControllingTerminal);
        if (descriptor < 0)
        {
            return Marshal.GetLastPInvokeError() == LibC.ErrorNoEntry
                ? new FileContent.Changing()
                : new FileContent.Unreadable($"cannot be opened: {LibC.LastError()}. Make it readable for the controller.");
        }

        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        if (FileStat.OfDescriptor(descriptor, out var before) != 0 || before != expected)
            return new FileContent.Changing();
        try
        {
            return ReadAll(handle, path, before);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new FileContent.Unreadable($"cannot be read: {error.Message}");
        }
    }

    private static string? Refuse(FileStat stat)
    {
        if (!stat.IsRegular)
            return $"is {stat.TypeName}: only regular files, and links to them, are read. Remove it or give it another ending than .json.";
        return stat.Size > ManifestParser.MaxFileBytes
            ? $"is {stat.Size} bytes long; at most {ManifestParser.MaxFileBytes} are read. Split it into several files."
            : null;
    }

    private static FileContent ReadAll(SafeFileHandle handle, string path, FileStat before)
    {
        byte[] bytes = new byte[before.Size];
        int length = 0;
        while (length < bytes.Length)
        {
            int count = RandomAccess.Read(handle, bytes.AsSpan(length), length);
            if (count == 0)
                break;
            length += count;
        }

        // By path, so that a file renamed over this one meanwhile is noticed too.
        bool same = FileStat.OfPath(path, out var after) == 0 && after == before && length == bytes.Length;
        return same ? new FileContent.Read(bytes) : new FileContent.Changing();
    }
}

/// <summary>What reading a file gave.</summary>
internal abstract record FileContent
{
    /// <summary>The whole content, unchanged while it was read.</summary>
    public sealed record Read(byte[] Bytes) : FileContent;

    /// <summary>It changed while it was read.</summary>
    public sealed record Changing : FileContent;

    /// <summary>It cannot be read.</summary>
    public sealed record Unreadable(string Reason) : FileContent;
}
