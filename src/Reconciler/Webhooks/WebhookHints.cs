using OciReconciler.Files;
using OciReconciler.Threading;
using OciReconciler.Triggers;

namespace OciReconciler.Webhooks;

/// <summary>
/// Webhooks as hints: a source is woken when its file in the directory of wakes was written anew. That directory is another user's, who
/// takes requests of strangers: only names of configured sources are looked at there, nothing is listed, opened, followed or removed, and
/// whoever writes them without end wakes a source every two seconds and no more.
/// </summary>
/// <param name="directory">Absolute path; need not exist.</param>
/// <param name="sources">Names of git sources.</param>
/// <param name="wake">Gets the name of a source that is to be fetched.</param>
internal sealed class WebhookHints(
    string directory, IReadOnlyCollection<string> sources, Action<string> wake, FileWatches watches, TimeProvider time)
{
    private static readonly ScanOptions Times = new()
    {
        Quiet = TimeSpan.FromMilliseconds(20),
        QuietLimit = TimeSpan.FromMilliseconds(100),
    };

    private static readonly TimeSpan Between = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, Seen> _seen = new(StringComparer.Ordinal);

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var changes = new Debouncer(Times, time);
        // Never urgent: each look is at all sources, and comes after a moment in which more may come.
        using var watch = watches.Directory(
            directory, (_, name) => changes.Post(ChangeHint.Unsettled, name), name => sources.Contains(name, StringComparer.Ordinal));
        watch.Arm();
        // What was left before the controller started is no news: each source is fetched at the start.
        foreach (var source in sources)
            _seen[source] = new Seen(VersionOf(source), WokenAt: null);
        while (true)
        {
            await changes.WaitAsync(NextLook(), cancellationToken);
            watch.Arm();
            changes.Take();
            foreach (var source in sources)
                Look(source);
        }
    }

    private void Look(string source)
    {
        var (known, wokenAt) = (_seen[source].Version, _seen[source].WokenAt);
        var now = VersionOf(source);
        if (now is null || now == known || (wokenAt is { } woken && time.GetElapsedTime(woken) < Between))
            return;
        _seen[source] = new Seen(now, time.GetTimestamp());
        wake(source);
    }

    // A source that was woken a moment ago is looked at again when it may be woken again.
    private TimeSpan NextLook()
    {
        var waits = _seen.Values
            .Where(seen => seen.WokenAt is not null)
            .Select(seen => Between - time.GetElapsedTime(seen.WokenAt!.Value))
            .Where(wait => wait > TimeSpan.Zero);
        return waits.Append(Times.Period).Min();
    }

    // The entry itself: a link in its place is another entry, wherever it leads.
    private FileVersion? VersionOf(string source) => FileStat.OfEntry(Path.Combine(directory, source), out var entry) == 0
        ? new FileVersion(entry.Inode, entry.ChangedNanoseconds)
        : null;

    private sealed record FileVersion(ulong Inode, long ChangedNanoseconds);

    private sealed record Seen(FileVersion? Version, long? WokenAt);
}
