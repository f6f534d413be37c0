using OciReconciler.Model.Manifests;

namespace OciReconciler.Sources;

/// <summary>
/// Parses the files of one directory: small ones at once, big ones beside and one after the other, so that no other file waits for them.
/// For one loop.
/// </summary>
/// <param name="parse">Path and content to what they declare; never throws.</param>
/// <param name="ready">Called on another thread when a big file has been parsed: it is to be asked for again.</param>
internal sealed class ManifestParsing(Func<string, ReadOnlyMemory<byte>, ManifestFile> parse, Action ready)
{
    /// <summary>From this size on a file is big: some ten milliseconds.</summary>
    public const int BigBytes = 256 * 1024;

    private readonly Dictionary<string, (string Digest, Task<ManifestFile> Parsing)> _underWay = new(StringComparer.Ordinal);
    private Task _last = Task.CompletedTask;

    /// <summary>What a file declares, or null: it is being parsed.</summary>
    public ManifestFile? Parse(string path, string digest, byte[] bytes)
    {
        if (_underWay.TryGetValue(path, out var known))
        {
            // A file that is written all the time is parsed once at a time.
            if (!known.Parsing.IsCompleted)
                return null;
            _underWay.Remove(path);
            if (known.Digest == digest)
                return known.Parsing.Result;
        }

        if (bytes.Length < BigBytes)
            return parse(path, bytes);
        var parsing = ParseAsync(_last, path, bytes);
        (_last, _underWay[path]) = (ReportReadyAsync(parsing), (digest, parsing));
        return null;
    }

    private async Task<ManifestFile> ParseAsync(Task before, string path, byte[] bytes)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        return parse(path, bytes);
    }

    private async Task ReportReadyAsync(Task parsing)
    {
        await parsing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ready();
    }
}
