using OciReconciler.Configuration;
using OciReconciler.Model.Events;
using OciReconciler.Reporting;
using OciReconciler.Reporting.Events;
using OciReconciler.Sources;
using OciReconciler.Terminal;
using OciReconciler.Threading;

namespace OciReconciler.Cli;

/// <summary><c>events</c>: what the controller did, saw and was told. Reads files: no controller need run.</summary>
internal static class EventsCommand
{
    public static async Task<int> RunAsync(string? name, string? config, bool json, bool watch, CancellationToken cancellationToken)
    {
        var options = OperatorOptions.Load(config);
        var read = ReaderOf(name, options);
        var events = read();
        if (name is not null && events.IsEmpty)
            RequireKnown(name, options);
        if (watch)
            return await FollowAsync(read, options, json, cancellationToken);
        if (json)
            TerminalWriter.Output.WriteJson(EventsOutput.Json(events));
        else if (events.IsEmpty)
            TerminalWriter.Error.WriteLine(name is null ? "No events." : $"No events of {name}.");
        else
            TerminalWriter.Output.WriteLines(EventsOutput.Table(events, TimeProvider.System.GetUtcNow()));
        return ExitCodes.Fine;
    }

    /// <summary>What reads the events of all, or of one: of the workload of that name, else of the git source.</summary>
    public static Func<ImmutableArray<WorkloadEvent>> ReaderOf(string? name, ReconcilerOptions options)
    {
        if (name is null)
            return () => Read(null, options);
        var key = WorkloadKey.TryParse(name);
        var isWorkload = key is not null
            && (KnownWorkload.TryFind(name, options) is not null || File.Exists(EventFiles.PathOf(options.EventsDirectory, key)));
        if (!isWorkload && KnownSources.HasGit(name, options))
            return () => [.. Read(null, options).Where(read => IsOfSource(read, name))];
        return () => key is null ? [] : Read(key, options);
    }

    // Its files are named SOURCE:PATH, and what is about several sources names them all.
    private static bool IsOfSource(WorkloadEvent read, string name) =>
        read.Source is { } source
        && (source.StartsWith($"{name}:", StringComparison.Ordinal) || source.Split(", ").Contains(name, StringComparer.Ordinal));

    private static async Task<int> FollowAsync(
        Func<ImmutableArray<WorkloadEvent>> read, ReconcilerOptions options, bool json, CancellationToken cancellationToken)
    {
        var times = new ScanOptions { Quiet = TimeSpan.FromMilliseconds(50) };
        var changes = new Debouncer(times, TimeProvider.System);
        using var watch = new DirectoryWatch(options.EventsDirectory, changes.Post, EventFiles.Counts);
        var feed = new EventFeed();
        while (true)
        {
            watch.Arm();
            changes.Take();
            var news = feed.NewsIn(read());
            if (json)
                news.Select(EventsOutput.JsonLine).ToList().ForEach(TerminalWriter.Output.WriteJson);
            else if (!news.IsEmpty)
                TerminalWriter.Output.WriteLines(feed.Rows(news, TimeProvider.System.GetUtcNow()));
            await changes.WaitAsync(times.Period, cancellationToken);
        }
    }

    private static ImmutableArray<WorkloadEvent> Read(WorkloadKey? workload, ReconcilerOptions options)
    {
        try
        {
            return EventFiles.Read(options.EventsDirectory, workload);
        }
        catch (Exception failure) when (failure is UnauthorizedAccessException or IOException)
        {
            throw new CommandFailure(
                ExitCodes.Environment, Sentences.Join($"Events cannot be read: {failure.Message}", "They are readable for root alone."));
        }
    }

    private static void RequireKnown(string name, ReconcilerOptions options)
    {
        var published = StatusFiles.ReadAll(options.StatusDirectory).Select(status => status.Name).ToList();
        if (published.Contains(name, StringComparer.Ordinal) || KnownSources.HasGit(name, options))
            return;
        var remembered = EventFiles.Rings(options.EventsDirectory).Select(ring => ring.Workload.Name);
        throw KnownWorkload.Unknown(name, [.. published.Union(remembered, StringComparer.Ordinal)]);
    }
}
