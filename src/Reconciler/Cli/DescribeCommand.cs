using System.ComponentModel;
using System.Diagnostics;
using OciReconciler.Configuration;
using OciReconciler.DBus.Manager;
using OciReconciler.Model.Events;
using OciReconciler.Reporting;
using OciReconciler.Reporting.Events;
using OciReconciler.Terminal;

namespace OciReconciler.Cli;

/// <summary><c>describe</c>: everything about one workload, from the published status, systemd, the events and the journal.</summary>
internal static class DescribeCommand
{
    private const int EventsShown = 15;
    private const int LogLinesShown = 10;

    public static async Task<int> RunAsync(string name, string? config, bool json, CancellationToken cancellationToken)
    {
        await using var console = await OperatorConsole.OpenAsync(name, config, cancellationToken);
        var unit = console.Workload.Unit;
        var (answers, live) = await LiveAsync(console, unit, cancellationToken);
        var view = new DescribeView
        {
            Name = name,
            Unit = unit,
            Status = console.Workload.Status?.WithLastLines(console.Options),
            ControllerRunning = console.ControllerRuns,
            Paused = console.Paused.Has(console.Key),
            SystemdAnswers = answers,
            Live = live,
            Dependents = Dependents(name, console.Options),
            Source = KnownSources.GitSourceOf(name, console.Options),
            Events = Events(console.Key, console.Options),
            Log = unit is null ? [] : await LogAsync(unit, cancellationToken),
        };
        if (json)
        {
            TerminalWriter.Output.WriteJson(DescribeOutput.Json(view));
            return ExitCodes.Fine;
        }

        TerminalWriter.Output.WriteLines(DescribeOutput.Text(view, TimeProvider.System.GetUtcNow()));
        return ExitCodes.Fine;
    }

    private static async Task<(bool Answers, DescribedUnit? Unit)> LiveAsync(
        OperatorConsole console, string? unit, CancellationToken cancellationToken)
    {
        try
        {
            // Properties of a unit that is not loaded would load it.
            if (unit is null || !console.HasSystemd || await console.RowAsync(unit, cancellationToken) is not { LoadState: "loaded" })
                return (console.HasSystemd, null);
            return (true, DescribedUnit.From(await console.Systemd.GetServiceAsync(unit, cancellationToken)));
        }
        catch (BusException)
        {
            return (false, null);
        }
    }

    private static ImmutableArray<string> Dependents(string name, ReconcilerOptions options) =>
        [.. StatusFiles.ReadAll(options.StatusDirectory).Where(status => status.DependsOn.Contains(name, StringComparer.Ordinal))
            .Select(status => status.Name)];

    private static ImmutableArray<WorkloadEvent> Events(WorkloadKey key, ReconcilerOptions options)
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

    private static async Task<ImmutableArray<string>> LogAsync(string unit, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("journalctl", ["-q", "--no-pager", "-o", "short-iso", "-n", $"{LogLinesShown}", "-u", unit])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var journal = Process.Start(start)!;
            var errors = journal.StandardError.ReadToEndAsync(cancellationToken);
            var text = await journal.StandardOutput.ReadToEndAsync(cancellationToken);
            await errors;
            await journal.WaitForExitAsync(cancellationToken);
            return [.. text.TrimEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)];
        }
        catch (Win32Exception)
        {
            return ["journalctl is not installed."];
        }
    }
}
