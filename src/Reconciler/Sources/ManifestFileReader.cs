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
        try
        {
            using var file = RegularFile.Open(path, ManifestParser.MaxFileBytes);
            return file.Stat == expected ? ReadAll(file, path) : new FileContent.Changing();
        }
        catch (Exception error) when (error is FileNotFoundException or UnsuitableFileException)
        {
            // The path led to a file of another kind or size a moment ago.
            return new FileContent.Changing();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new FileContent.Unreadable($"{RegularFile.InWords(path, error)}. Make it readable for the controller.");
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

    private static FileContent ReadAll(RegularFile file, string path)
    {
        byte[] bytes = new byte[file.Stat.Size];
        int length = 0;
        while (length < bytes.Length)
        {
            int count = file.Read(bytes.AsSpan(length));
            if (count == 0)
                break;
            length += count;
        }

        // The stat is by path, so that a file renamed over this one meanwhile is noticed too.
        bool same = FileStat.OfPath(path, out var after) == 0 && after == file.Stat && length == bytes.Length;
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
