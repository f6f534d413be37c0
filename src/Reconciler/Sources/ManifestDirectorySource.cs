using OciReconciler.Model.Manifests;
using OciReconciler.Threading;

namespace OciReconciler.Sources;

/// <summary>
/// Tells what a manifest directory declares: once at the start, and then each time something in it differs. Scans when the watch
/// wakes it, when a file is not finished, and periodically.
/// </summary>
internal sealed class ManifestDirectorySource : IManifestSource
{
    private readonly string _directory;
    private readonly DirectoryScanner _scanner;
    private readonly SourceOptions _options;
    private readonly WakeBox _wakes;
    private SourceSnapshot? _told;

    /// <summary>Reads nothing yet.</summary>
    /// <param name="directory">The directory; need not exist.</param>
    /// <param name="parse">Path and content to what they declare; never throws.</param>
    /// <param name="options">Times.</param>
    /// <param name="time">Clock.</param>
    /// <param name="memory">What is known of it from earlier.</param>
    public ManifestDirectorySource(
        string directory, Func<string, ReadOnlyMemory<byte>, ManifestFile> parse, SourceOptions options, TimeProvider time, SourceMemory memory)
    {
        _directory = Normalize(directory);
        _options = options;
        _wakes = new WakeBox(options, time);
        _scanner = new DirectoryScanner(_directory, new ManifestParsing(parse, Rescan), options, time, memory);
    }

    /// <summary>The directory, absolute: the source's name in snapshots.</summary>
    public string Name => _directory;

    /// <summary>The name that a source of <paramref name="directory"/> has.</summary>
    public static string Normalize(string directory) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));

    /// <inheritdoc/>
    public void Rescan() => _wakes.Post(Wake.Lost, name: null);

    /// <inheritdoc/>
    public async Task RunAsync(Func<SourceSnapshot, CancellationToken, ValueTask> consume, CancellationToken cancellation)
    {
        using var watch = new DirectoryWatch(_directory, _wakes.Post);
        try
        {
            while (true)
            {
                watch.Arm();
                var result = _scanner.Scan(_wakes.Take());
                if (Differs(WithProblem(result.Snapshot, watch.Problem)) is { } snapshot)
                    await consume(snapshot, cancellation);
                await _wakes.WaitAsync(result.LookAgainAfter ?? _options.Period, cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Asked to end.
        }
    }

    private SourceSnapshot? Differs(SourceSnapshot now)
    {
        if (_told is not null && _told.State == now.State && _told.Ignored == now.Ignored && _told.Files.SequenceEqual(now.Files))
            return null;
        return _told = now;
    }

    private static SourceSnapshot WithProblem(SourceSnapshot snapshot, string? problem) => problem is null
        ? snapshot
        : snapshot with { State = snapshot.State with { Message = $"{snapshot.State.Message} {problem}".TrimStart() } };
}
