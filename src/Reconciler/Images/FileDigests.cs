using System.Collections.Concurrent;
using System.Security.Cryptography;
using OciReconciler.Files;
using OciReconciler.Model.Digests;

namespace OciReconciler.Images;

/// <summary>
/// Content digests of the files that a workload is made from besides its manifest. A file that stat says is unchanged is not read again, so
/// a pass over a converged workload reads nothing. Thread-safe.
/// </summary>
/// <param name="time">Tells how old a change is.</param>
internal sealed class FileDigests(TimeProvider time) : IFileDigests
{
    // Time stamps are as coarse as the file system: a second change within one of its ticks shows in none of them.
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(2);

    private const int MaxTries = 3;

    // Environment files are as small; OpenSSL is loaded for archives of images alone.
    private const int SmallBytes = 64 * 1024;

    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);
    private readonly InputFiles _files = new(time);

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, string>> OfAsync(WorkloadSpec spec, CancellationToken cancellationToken)
    {
        var digests = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (spec.ImageFile is { } archive) digests[archive] = await OfImageFileAsync(archive, cancellationToken);
        foreach (var file in spec.EnvironmentFiles)
        {
            digests[file] = await OfFileAsync(file, InputFiles.EnvironmentBytes, error => new ImagePrepareException(
                Reasons.EnvironmentFileNotFound,
                $"environmentFiles: {file} {error}. Create it, make it readable for root, or take it out of the manifest.",
                inner: error.Cause), cancellationToken);
        }

        return digests;
    }

    /// <inheritdoc/>
    public Task<string> OfImageFileAsync(string path, CancellationToken cancellationToken)
    {
        return OfFileAsync(path, InputFiles.ArchiveBytes, Unreadable, cancellationToken);

        ImagePrepareException Unreadable(Problem error) => new(
            Reasons.ImageFileNotFound,
            $"image file {path} {error}. Create it, make it readable for root, or correct the manifest.",
            inner: error.Cause);
    }

    private async Task<string> OfFileAsync(
        string path, long maxBytes, Func<Problem, ImagePrepareException> fail, CancellationToken cancellationToken)
    {
        try
        {
            for (var attempt = 0; attempt < MaxTries; attempt++)
            {
                var before = await _files.StatAsync(path, cancellationToken);
                if (_known.TryGetValue(path, out var known) && known.Stat == before) return known.Digest;
                var began = time.GetUtcNow();
                var read = await ReadAsync(path, maxBytes, cancellationToken);
                // The stat is by path, so that a file renamed over this one meanwhile is noticed too.
                if (await _files.StatAsync(path, cancellationToken) != read.Stat) continue;
                if (began - read.Stat.Changed >= Settled) _known[path] = read;
                return read.Digest;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw fail(new Problem(RegularFile.InWords(path, error), error));
        }

        throw fail(new Problem("changes while it is read", null));
    }

    private async Task<Known> ReadAsync(string path, long maxBytes, CancellationToken cancellationToken)
    {
        await using var file = await _files.OpenAsync(path, maxBytes, cancellationToken);
        return new Known(file.Stat, Convert.ToHexStringLower(await DigestAsync(file, cancellationToken)));
    }

    private static async Task<byte[]> DigestAsync(InputFileStream file, CancellationToken cancellationToken)
    {
        if (file.Length is 0 or > SmallBytes)
            return await SHA256.HashDataAsync(file, cancellationToken);
        using var content = new MemoryStream();
        await file.CopyToAsync(content, cancellationToken);
        return Sha256.HashData(content.GetBuffer().AsSpan(0, (int)content.Length));
    }

    private sealed record Known(FileStat Stat, string Digest);

    private sealed record Problem(string Text, Exception? Cause)
    {
        public override string ToString() => Text;
    }
}
