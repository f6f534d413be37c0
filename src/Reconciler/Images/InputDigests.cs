using System.Collections.Concurrent;
using System.Security.Cryptography;
using OciReconciler.Files;
using OciReconciler.Model.Workloads;

namespace OciReconciler.Images;

/// <summary>
/// Content digests of the files that a workload is made from besides its manifest. A file that stat says is unchanged is not read again, so a pass over a converged
/// workload reads nothing. Thread-safe.
/// </summary>
/// <param name="time">Tells how old a change is.</param>
internal sealed class InputDigests(TimeProvider time) : IInputDigests
{
    // Time stamps are as coarse as the file system: a second change within one of its ticks shows in none of them.
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(2);

    private const int MaxTries = 3;

    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, string>> OfAsync(WorkloadSpec spec, CancellationToken cancellationToken)
    {
        var digests = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (spec.ImageFile is { } archive) digests[archive] = await OfImageFileAsync(archive, cancellationToken);
        foreach (var file in spec.EnvironmentFiles)
        {
            digests[file] = await OfFileAsync(file, error => new ImagePrepareException(
                PrepareFailures.EnvironmentFileNotFound,
                $"environmentFiles: {file} {error}. Create it, make it readable for root, or take it out of the manifest.", inner: error.Cause), cancellationToken);
        }

        return digests;
    }

    /// <inheritdoc/>
    public Task<string> OfImageFileAsync(string path, CancellationToken cancellationToken) =>
        OfFileAsync(path, error => new ImagePrepareException(
            PrepareFailures.ImageFileNotFound,
            $"image file {path} {error}. Create it, make it readable for root, or correct the manifest.", inner: error.Cause), cancellationToken);

    private async Task<string> OfFileAsync(string path, Func<Problem, ImagePrepareException> fail, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var errno = FileStat.OfPath(path, out var before);
            if (errno != 0) throw fail(new Problem(errno == LibC.ErrorNoEntry ? "does not exist" : "cannot be looked at", null));
            if (_known.TryGetValue(path, out var known) && known.Stat == before) return known.Digest;
            if (!before.IsRegular) throw fail(new Problem($"is {before.TypeName}, not a file", null));

            var hashed = time.GetUtcNow();
            var digest = await HashAsync(path, fail, cancellationToken);
            var isSame = FileStat.OfPath(path, out var after) == 0 && after == before;
            if (isSame && hashed - before.Changed >= Settled) _known[path] = new Known(before, digest);
            if (isSame) return digest;
            if (attempt == MaxTries) throw fail(new Problem("changes while it is read", null));
        }
    }

    private static async Task<string> HashAsync(string path, Func<Problem, ImagePrepareException> fail, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, FileOptions.SequentialScan);
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw fail(new Problem($"cannot be read ({error.Message.TrimEnd('.')})", error));
        }
    }

    private sealed record Known(FileStat Stat, string Digest);

    private sealed record Problem(string Text, Exception? Cause)
    {
        public override string ToString() => Text;
    }
}
