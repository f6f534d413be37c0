using System.Collections.Immutable;
using OciReconciler.Configuration;
using OciReconciler.Control;
using OciReconciler.Desired;
using OciReconciler.Model.Events;
using OciReconciler.Reporting;
using OciReconciler.Reporting.Events;

namespace OciReconciler.Cli;

/// <summary><c>get</c>: what the controller published, beside what systemd says now.</summary>
internal static class GetCommand
{
    private const int EventsShown = 5;

    // What is shown changes with units too, which no file tells.
    private static readonly TimeSpan WatchPeriod = TimeSpan.FromSeconds(1);

    public static async Task<int> RunAsync(string? name, string? config, string output, bool watch, CancellationToken cancellationToken)
    {
        var options = OptionsLoader.Load(config);
        var shown = "";
        var isTold = false;
        while (true)
        {
            var view = await ReadAsync(name, options, watch, cancellationToken);
            if (name is not null && view.Rows.Count == 0 && !watch)
                return Unknown(name);
            var text = GetOutput.Format(view, output);
            if (text != shown)
                Console.Out.WriteLine(shown = text);
            if (!view.ControllerRuns && !isTold)
                await Console.Error.WriteLineAsync("No controller is running: this is what the last one published.");
            isTold = !view.ControllerRuns;
            if (!watch)
                return ExitCodes.Fine;
            await Task.Delay(WatchPeriod, TimeProvider.System, cancellationToken);
        }
    }

    private static async Task<GetView> ReadAsync(string? name, ReconcilerOptions options, bool watch, CancellationToken cancellationToken)
    {
        var statuses = StatusFiles.ReadAll(options.StatusDirectory).Where(status => name is null || status.Name == name).ToList();
        var rows = await LiveUnits.TryListAsync([.. statuses.Select(status => status.Unit)], cancellationToken);
        return new GetView(
            [.. statuses.Select(status => new GetRow(status, rows?.GetValueOrDefault(status.Unit), rows is not null))],
            name is null ? ReadSources(options) : new SourcesReport(),
            ControllerLock.IsHeld(options.LockFile),
            name is null || watch ? [] : LastEvents(name, options)) { IsOfOne = name is not null };
    }

    // Readable for root alone, other than the status. Left out where all is printed again on each change: their ages always change.
    private static ImmutableArray<WorkloadEvent> LastEvents(string name, ReconcilerOptions options)
    {
        try
        {
            return [.. EventFiles.Read(options.EventsDirectory, name).TakeLast(EventsShown)];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static SourcesReport ReadSources(ReconcilerOptions options)
    {
        try
        {
            return SourcesReport.Parse(File.ReadAllBytes(options.SourcesFile));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or System.Text.Json.JsonException)
        {
            return new SourcesReport();
        }
    }

    private static int Unknown(string name)
    {
        Console.Error.WriteLine($"There is no workload named {name}. See: oci-reconciler get");
        return ExitCodes.Wrong;
    }
}
