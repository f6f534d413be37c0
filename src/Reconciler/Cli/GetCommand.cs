using OciReconciler.Configuration;
using OciReconciler.Desired;
using OciReconciler.Files;
using OciReconciler.Model.Events;
using OciReconciler.Model.Status;
using OciReconciler.Reporting;
using OciReconciler.Reporting.Events;
using OciReconciler.State;
using OciReconciler.Terminal;

namespace OciReconciler.Cli;

/// <summary><c>get</c>: what the controller published, beside what systemd says now.</summary>
internal static class GetCommand
{
    private const int EventsShown = 5;

    // The output also changes with units, of which no file tells.
    private static readonly TimeSpan WatchPeriod = TimeSpan.FromSeconds(1);

    // In the place of a workload: where manifests come from.
    private const string Sources = "sources";

    public static async Task<int> RunAsync(string? name, string? config, string output, bool watch, CancellationToken cancellationToken)
    {
        var options = OperatorOptions.Load(config);
        var shown = "";
        var isTold = false;
        while (true)
        {
            var (text, controllerRuns) = name == Sources
                ? ReadSources(options, output)
                : await ReadAsync(name, options, output, watch, cancellationToken);
            if (text != shown && output == "json")
                TerminalWriter.Output.WriteJson(text);
            else if (text != shown)
                TerminalWriter.Output.WriteText(text);
            shown = text;
            if (!controllerRuns && !isTold)
                TerminalWriter.Error.WriteLine("No controller is running: this is what the last one published.");
            isTold = !controllerRuns;
            if (!watch)
                return ExitCodes.Fine;
            await Task.Delay(WatchPeriod, TimeProvider.System, cancellationToken);
        }
    }

    private static (string Text, bool ControllerRuns) ReadSources(ReconcilerOptions options, string output)
    {
        var controllerRuns = ControllerLock.IsTaken(options.LockFile);
        return (GetSourcesOutput.Format(
            KnownSources.Report(options), output, controllerRuns, TimeProvider.System.GetUtcNow()), controllerRuns);
    }

    private static async Task<(string Text, bool ControllerRuns)> ReadAsync(
        string? name, ReconcilerOptions options, string output, bool watch, CancellationToken cancellationToken)
    {
        var view = await ReadAsync(Statuses(name, options), name, options, watch, cancellationToken);
        return (GetOutput.Format(view, output), view.ControllerRuns);
    }

    /// <summary>What is published of all workloads, or of one.</summary>
    /// <exception cref="CommandFailure">There is none of that name (any more): nobody waits for what may never come.</exception>
    public static IReadOnlyList<WorkloadStatus> Statuses(string? name, ReconcilerOptions options)
    {
        IReadOnlyList<WorkloadStatus> all =
            [.. StatusFiles.ReadAll(options.StatusDirectory).Select(status => status.WithLastLines(options))];
        if (name is null)
            return all;
        var one = all.Where(status => status.Name == name).ToList();
        return one.Count > 0
            ? one : throw (NotForThisHost(name, options) ?? KnownWorkload.Unknown(name, [.. all.Select(status => status.Name)], options));
    }

    private static CommandFailure? NotForThisHost(string name, ReconcilerOptions options) =>
        SourcesWriter.Read(options.SourcesFile, StateFiles.ReadOnly)?.Sources.SelectMany(source => source.Files)
            .FirstOrDefault(file => file.Elsewhere.Contains(name, StringComparer.Ordinal)) is { } file
            ? new CommandFailure(ExitCodes.Wrong, $"{name} is not for this host, by its nodeSelector in {file.Path}.")
            : null;

    private static async Task<GetView> ReadAsync(
        IReadOnlyList<WorkloadStatus> statuses, string? name, ReconcilerOptions options, bool watch, CancellationToken cancellationToken)
    {
        var rows = await LiveUnits.TryListAsync([.. statuses.Select(status => status.Unit)], cancellationToken);
        return new GetView(
            [.. statuses.Select(status => new GetRow(status, rows?.GetValueOrDefault(status.Unit), rows is not null))],
            (name is null ? SourcesWriter.Read(options.SourcesFile, StateFiles.ReadOnly) : null) ?? new SourcesReport(),
            ControllerLock.IsTaken(options.LockFile),
            WorkloadKey.TryParse(name) is { } key && !watch ? LastEvents(key, options) : []) { IsOfOne = name is not null };
    }

    // Events are readable for root alone, other than the status. They are left out where all is printed again on each change: their ages
    // always change.
    private static ImmutableArray<WorkloadEvent> LastEvents(WorkloadKey key, ReconcilerOptions options)
    {
        try
        {
            return [.. EventFiles.Read(options.EventsDirectory, key).TakeLast(EventsShown)];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
