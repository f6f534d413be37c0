using System.Collections.Immutable;
using OciReconciler.Configuration;
using OciReconciler.Model.Events;
using OciReconciler.Reporting.Events;
using OciReconciler.Sources;

namespace OciReconciler.Cli;

/// <summary><c>events</c>: what the controller did, saw and was told. Reads files: no controller need run.</summary>
internal static class EventsCommand
{
    public static async Task<int> RunAsync(string? name, string? config, bool json, bool watch, CancellationToken cancellationToken)
    {
        var options = OptionsLoader.Load(config);
        if (watch)
            return await FollowAsync(name, options, json, cancellationToken);
        var events = Read(name, options);
        if (name is not null && events.IsEmpty && !IsKnown(name, options))
            return Unknown(name);
        if (json)
            Console.Out.WriteLine(EventsOutput.Json(events));
        else if (events.IsEmpty)
            await Console.Error.WriteLineAsync(name is null ? "No events." : $"No events of {name}.");
        else
            Print(EventsOutput.Table(events, TimeProvider.System.GetUtcNow()));
        return ExitCodes.Fine;
    }

    private static async Task<int> FollowAsync(string? name, ReconcilerOptions options, bool json, CancellationToken cancellationToken)
    {
        var times = new SourceOptions { Quiet = TimeSpan.FromMilliseconds(50) };
        var wakes = new WakeBox(times, TimeProvider.System);
        using var watch = new DirectoryWatch(options.EventsDirectory, wakes.Post, EventFiles.Counts);
        var feed = new EventFeed();
        while (true)
        {
            watch.Arm();
            wakes.Take();
            var news = feed.NewsIn(Read(name, options));
            if (json)
                Print(news.Select(EventsOutput.JsonLine));
            else if (!news.IsEmpty)
                Print(feed.Rows(news, TimeProvider.System.GetUtcNow()));
            await wakes.WaitAsync(times.Period, cancellationToken);
        }
    }

    private static ImmutableArray<WorkloadEvent> Read(string? name, ReconcilerOptions options)
    {
        try
        {
            return EventFiles.Read(options.EventsDirectory, name);
        }
        catch (Exception failure) when (failure is UnauthorizedAccessException or IOException)
        {
            throw new CommandFailure(ExitCodes.Environment, $"Events cannot be read: {failure.Message} They are readable for root alone.");
        }
    }

    private static bool IsKnown(string name, ReconcilerOptions options) => File.Exists(Path.Combine(options.StatusDirectory, name + ".json"));

    private static int Unknown(string name)
    {
        Console.Error.WriteLine($"There is no workload named {name}, and no event of one. See: oci-reconciler get; oci-reconciler events");
        return ExitCodes.Wrong;
    }

    private static void Print(IEnumerable<string> lines)
    {
        foreach (var line in lines)
            Console.Out.WriteLine(line);
        Console.Out.Flush();
    }
}
