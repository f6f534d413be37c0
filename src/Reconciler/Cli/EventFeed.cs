using OciReconciler.Model.Events;

namespace OciReconciler.Cli;

/// <summary>Finds what is new in rings that are read again and again.</summary>
internal sealed class EventFeed
{
    private readonly Dictionary<(string Subject, long Sequence), WorkloadEvent> _seen = [];
    private readonly List<WorkloadEvent> _printed = [];

    /// <summary>Events that were not there, or have happened again, since the last call.</summary>
    public ImmutableArray<WorkloadEvent> NewsIn(ImmutableArray<WorkloadEvent> now)
    {
        ImmutableArray<WorkloadEvent> news = [.. now.Where(read => _seen.GetValueOrDefault((read.Subject, read.Sequence)) != read)];
        _seen.Clear();
        foreach (var read in now)
            _seen[(read.Subject, read.Sequence)] = read;
        return news;
    }

    /// <summary>Rows of a table that goes on: as wide as what was printed before, its header at the beginning only.</summary>
    public IEnumerable<string> Rows(ImmutableArray<WorkloadEvent> news, DateTimeOffset now)
    {
        const int remembered = 200;
        var isFirst = _printed.Count == 0;
        _printed.AddRange(news);
        _printed.RemoveRange(0, Math.Max(0, _printed.Count - Math.Max(remembered, news.Length)));
        var lines = EventsOutput.Table(_printed, now);
        return isFirst ? lines : lines.TakeLast(news.Length);
    }
}
