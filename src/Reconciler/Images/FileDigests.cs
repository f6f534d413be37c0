using System.Collections.Concurrent;
using System.Security.Cryptography;
using OciReconciler.Files;

namespace OciReconciler.Images;

/// <summary>SHA-256 of files, computed again only when the file is another one: an idle pass reads nothing. Thread-safe.</summary>
internal sealed class FileDigests
{
    private readonly ConcurrentDictionary<string, (FileStat Stat, string Digest)> _known = new(StringComparer.Ordinal);

    /// <summary>Lower-case hex digest of the content. Throws IOException or UnauthorizedAccessException.</summary>
    public async Task<string> OfAsync(string path, CancellationToken cancellationToken)
    {
        var isKnown = FileStat.OfPath(path, out var stat) == 0;
        if (isKnown && _known.TryGetValue(path, out var known) && known.Stat == stat)
            return known.Digest;
        await using var file = File.OpenRead(path);
        var digest = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
        if (isKnown)
            _known[path] = (stat, digest);
        return digest;
    }
}
