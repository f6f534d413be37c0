using OciReconciler.Model.Manifests;
using OciReconciler.Threading;

namespace OciReconciler.Sources;

/// <summary>
/// Delivers what a manifest directory declares: once at the start, and then each time something in it differs. Scans when the watch
/// wakes it, when a file is not finished, and periodically.
/// </summary>
internal sealed class ManifestDirectorySource : IManifestSource
{
    private readonly string _directory;
    private readonly DirectoryScanner _scanner;
    private readonly ScanOptions _options;
    private readonly Debouncer _changes;
    private SourceSnapshot? _reported;

    /// <summary>Reads nothing yet.</summary>
    /// <param name="directory">The directory; need not exist.</param>
    /// <param name="parse">Path and content to what they declare; never throws.</param>
    /// <param name="memory">What is known of it from earlier.</param>
    public ManifestDirectorySource(
        string directory, Func<string, ReadOnlyMemory<byte>, ManifestFile> parse, ScanOptions options, TimeProvider time,
        SourceHistory memory)
    {
        _directory = Normalize(directory);
        _options = options;
        _changes = new Debouncer(options, time);
        _scanner = new DirectoryScanner(_directory, new ManifestParsing(parse, Rescan), options, time, memory);
    }

    /// <summary>The directory, absolute: the source's name in snapshots.</summary>
    public string Name => _directory;

    /// <summary>The name that a source of <paramref name="directory"/> has.</summary>
    public static string Normalize(string directory) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));

    /// <inheritdoc/>
    public void Rescan() => _changes.Post(ChangeHint.Lost, name: null);

    /// <inheritdoc/>
    public async Task RunAsync(Func<SourceSnapshot, CancellationToken, ValueTask> consume, CancellationToken cancellation)
    {
        using var watch = new DirectoryWatch(_directory, _changes.Post);
        try
        {
            while (true)
            {
                watch.Arm();
                var result = _scanner.Scan(_changes.Take());
                if (Differs(WithProblem(result.Snapshot, watch.Problem)) is { } snapshot)
                    await consume(snapshot, cancellation);
                await _changes.WaitAsync(result.RescanAfter ?? _options.Period, cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The caller asked to end.
        }
    }

    private SourceSnapshot? Differs(SourceSnapshot now)
    {
        if (_reported is not null && _reported.State == now.State && _reported.Ignored == now.Ignored
            && _reported.Files.SequenceEqual(now.Files))
            return null;
        return _reported = now;
    }

    private static SourceSnapshot WithProblem(SourceSnapshot snapshot, string? problem) => problem is null
        ? snapshot
        : snapshot with { State = snapshot.State with { Message = $"{snapshot.State.Message} {problem}".TrimStart() } };
}
