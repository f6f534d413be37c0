using OciReconciler.Model.Manifests;
using OciReconciler.Threading;

namespace OciReconciler.Sources;

/// <summary>
/// Delivers what a manifest directory declares: once at the start, and then each time something in it differs. Scans when the watch
/// wakes it, when a file is not finished, and periodically. Where the watch names a file whose change has ended, that one is looked at
/// first: among thousands, only it is read at once.
/// </summary>
internal sealed class ManifestDirectorySource : IManifestSource
{
    private readonly string _directory;
    private readonly DirectoryScanner _scanner;
    private readonly ScanOptions _options;
    private readonly Debouncer _changes;
    private readonly TimeProvider _time;
    private SourceSnapshot? _reported;
    private long _scannedAt;
    private TimeSpan _scanAfter;

    /// <summary>Reads nothing yet.</summary>
    /// <param name="directory">The directory; need not exist.</param>
    /// <param name="parse">Path and content to what they declare; never throws.</param>
    /// <param name="memory">What is known of it from earlier.</param>
    public ManifestDirectorySource(
        string directory, Func<string, ReadOnlyMemory<byte>, ManifestFile> parse, ScanOptions options, TimeProvider time,
        SourceHistory memory)
    {
        _directory = Normalize(directory);
        (_options, _time) = (options, time);
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
                if (Differs(WithProblem(Look(), watch.Problem)) is { } snapshot)
                    await consume(snapshot, cancellation);
                await _changes.WaitAsync(UntilScan() is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero, cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The caller asked to end.
        }
    }

    // Files that are named all the time delay no scan.
    private SourceSnapshot Look()
    {
        var settled = UntilScan() > TimeSpan.Zero ? _changes.TakeSettled(ManifestFileName.Counts) : null;
        if (settled is not null && _scanner.Look(settled) is { } seen)
        {
            if (seen.RescanAfter is { } again && again < UntilScan())
                (_scannedAt, _scanAfter) = (_time.GetTimestamp(), again);
            return seen.Snapshot;
        }

        var result = _scanner.Scan(_changes.Take().Union(settled ?? []));
        (_scannedAt, _scanAfter) = (_time.GetTimestamp(), result.RescanAfter ?? _options.Period);
        return result.Snapshot;
    }

    private TimeSpan UntilScan() => _scanAfter - _time.GetElapsedTime(_scannedAt);

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
