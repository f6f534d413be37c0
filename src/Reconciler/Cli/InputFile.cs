using System.Runtime.InteropServices;
using OciReconciler.Files;
using OciReconciler.Model.Manifests;
using OciReconciler.Model.Manifests.Json;
using OciReconciler.Sources;

namespace OciReconciler.Cli;

/// <summary>
/// A file that was named on the command line: a regular file, or a stream that is open already (<c>-</c>, what a shell's <c>&lt;(...)</c>
/// hands over). Anything else could keep us waiting for ever.
/// </summary>
internal static class InputFile
{
    /// <summary>Standard input.</summary>
    public const string StandardInput = "-";

    private const int Attempts = 5;

    private static readonly string[] OpenDescriptors = ["/dev/fd/", "/proc/self/fd/"];

    /// <summary>
    /// The file as <paramref name="parse"/> takes it; one that cannot be read declares nothing and has that as its error.
    /// </summary>
    public static ManifestFile Parse(string path, Func<ReadOnlyMemory<byte>, ManifestFile> parse) => Read(path) switch
    {
        FileContent.Read read => parse(read.Bytes),
        FileContent.Unreadable unreadable => Refused(path, unreadable.Reason),
        _ => Refused(path, "changes while it is read: wait until its writer is done"),
    };

    /// <summary>The content of a file that was named on the command line.</summary>
    public static FileContent Read(string path)
    {
        if (path is StandardInput or "/dev/stdin")
            return ReadStream(Console.OpenStandardInput);
        int error = FileStat.OfPath(path, out var stat);
        if (error != 0)
            return new FileContent.Unreadable(Explain(path, error));
        return !stat.IsRegular && IsOpenDescriptor(path)
            ? ReadStream(() => new FileStream(path, FileMode.Open, FileAccess.Read))
            : ReadRegular(path);
    }

    private static bool IsOpenDescriptor(string path) => OpenDescriptors.Any(prefix =>
        path.StartsWith(prefix, StringComparison.Ordinal) && path.AsSpan(prefix.Length).IndexOfAnyExceptInRange('0', '9') < 0);

    private static ManifestFile Refused(string path, string reason) => new(path, [], [new ManifestError(path, 1, "$", reason)]);

    private static FileContent ReadRegular(string path)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            int error = FileStat.OfPath(path, out var stat);
            if (error != 0)
                return new FileContent.Unreadable(Explain(path, error));
            if (!stat.IsRegular)
                return new FileContent.Unreadable($"is {stat.TypeName}: only regular files are read, and standard input as -");
            if (ManifestFileReader.Read(path, stat) is var content and not FileContent.Changing)
                return content;
        }

        return new FileContent.Changing();
    }

    private static FileContent ReadStream(Func<Stream> open)
    {
        try
        {
            using var input = open();
            using var content = new MemoryStream();
            var buffer = new byte[64 * 1024];
            for (int count; (count = input.Read(buffer)) > 0;)
            {
                content.Write(buffer, 0, count);
                if (content.Length > ManifestParser.MaxFileBytes)
                    return new FileContent.Unreadable(
                        $"has more than the {ManifestParser.MaxFileBytes} bytes that are read: split it into several files");
            }

            return new FileContent.Read(content.ToArray());
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return new FileContent.Unreadable($"cannot be read: {failure.Message}");
        }
    }

    private static string Explain(string path, int error)
    {
        if (error is not (LibC.ErrorNoEntry or LibC.ErrorNotDirectory))
            return $"cannot be examined: {Marshal.GetPInvokeErrorMessage(error)}";
        return FileStat.OfEntry(path, out _) == 0
            ? "is a link whose target does not exist"
            : "there is no such file or directory";
    }
}
