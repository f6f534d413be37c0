using OciReconciler.Desired;
using OciReconciler.Reporting;
using OciReconciler.Sources;

namespace OciReconciler.Control;

/// <summary>Publishes what the sources say whenever it may be another. Thread-safe.</summary>
/// <param name="stateDirectory">Where the controller keeps its state.</param>
/// <param name="git">What a git source says of itself, by its name; null: it is a directory.</param>
internal sealed class SourcesReporter(
    DesiredStore store, SourcesWriter writer, string stateDirectory, Func<string, GitSourceReport?> git, TimeProvider time) : IDisposable
{
    // Thousands of manifests may come one by one, and each report is of all: nobody reads so many.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private (SourcesReport Report, ImmutableArray<GitSourceReport?> Git)? _published;
    private long? _publishedAt;
    private ITimer? _pending;

    /// <summary>What the sources say now.</summary>
    public SourcesReport Current
    {
        get
        {
            var report = store.Current.Report;
            return With(report, GitOf(report));
        }
    }

    /// <summary>Publishes what the sources say now, unless that is what lies there.</summary>
    public void Publish()
    {
        lock (_lock)
            PublishLocked();
    }

    /// <summary>Publishes what the sources say now, or in a moment, when something was published just before.</summary>
    public void PublishSoon()
    {
        lock (_lock)
        {
            var left = _publishedAt is { } at ? Pause - time.GetElapsedTime(at) : TimeSpan.Zero;
            if (left <= TimeSpan.Zero)
                PublishLocked();
            else
                _pending ??= time.CreateTimer(_ => Publish(), null, left, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Writes last valid versions that could not be written.</summary>
    /// <returns>Whether some still cannot.</returns>
    public bool SaveUnsaved()
    {
        if (store.SaveUnsaved())
            Publish();
        return store.HasUnsaved;
    }

    /// <summary>Publishes what was left for a moment.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_pending is not null)
                PublishLocked();
        }
    }

    private void PublishLocked()
    {
        _pending?.Dispose();
        _pending = null;
        var report = store.Current.Report;
        var now = (Report: report, Git: GitOf(report));
        if (_published is { } last && ReferenceEquals(last.Report, now.Report) && last.Git.SequenceEqual(now.Git) && writer.IsThere)
            return;
        _published = now;
        writer.Publish(() => With(now.Report, now.Git));
        _publishedAt = time.GetTimestamp();
    }

    private ImmutableArray<GitSourceReport?> GitOf(SourcesReport report) => [.. report.Sources.Select(source => git(source.Path))];

    private SourcesReport With(SourcesReport report, ImmutableArray<GitSourceReport?> git) => report with
    {
        Sources = [.. report.Sources.Zip(git, (source, known) => source with { Git = known })],
        StateDirectory = Path.GetFullPath(stateDirectory),
    };
}
