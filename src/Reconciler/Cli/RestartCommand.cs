using OciReconciler.Configuration;
using OciReconciler.DBus.Manager;
using OciReconciler.Sources;
using OciReconciler.State;
using OciReconciler.Terminal;
using OciReconciler.Threading;

namespace OciReconciler.Cli;

/// <summary><c>restart</c>: asks the controller, which applies what waits for a restart, or systemd when no controller runs.</summary>
internal static class RestartCommand
{
    // A pull or a slow stop may come before the restart.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private static readonly ScanOptions Times = new() { Quiet = TimeSpan.FromMilliseconds(20) };
    private static readonly TimeSpan CheckController = TimeSpan.FromSeconds(1);

    public static async Task<int> RunAsync(string name, string? config, CancellationToken cancellationToken)
    {
        await using var console = await OperatorConsole.OpenAsync(name, config, cancellationToken);
        if (console.Paused.Has(console.Key))
            throw new CommandFailure(
                ExitCodes.Wrong,
                $"{console.Key} is paused. Resume and start it: oci-reconciler start {console.Key}; or restart its unit alone: systemctl "
                + $"restart {console.Unit}");
        return console.ControllerRuns ? await AskAsync(console, cancellationToken) : await RestartUnitAsync(console, cancellationToken);
    }

    private static async Task<int> RestartUnitAsync(OperatorConsole console, CancellationToken cancellationToken)
    {
        var unit = console.Unit;
        TerminalWriter.Error.WriteLine(
            "No controller is running: systemd restarts the unit as it is defined, and nothing that waits for a restart is applied.");
        if (await console.OwnRowAsync(cancellationToken) is not { LoadState: "loaded" })
            throw new CommandFailure(
                ExitCodes.Wrong,
                $"{unit} is not defined, and no controller runs that would define it. Start it: systemctl start oci-reconciler");
        return await OperatorConsole.RunJobAsync(
            $"Restarting {unit}", () => console.Systemd.RestartUnitAsync(unit, JobMode.Replace, cancellationToken), cancellationToken);
    }

    private static async Task<int> AskAsync(OperatorConsole console, CancellationToken cancellationToken)
    {
        var changes = new Debouncer(Times, TimeProvider.System);
        OperatorConsole.Write(() => { console.Requests.Make(); return true; });
        using var watch = new DirectoryWatch(console.Requests.Outcomes, changes.Post, WorkloadKey.IsName);
        watch.Arm();
        var began = TimeProvider.System.GetTimestamp();
        var id = OperatorConsole.Write(() => console.Requests.Ask(console.Key));
        TerminalWriter.Error.WriteLine($"Restarting {console.Key} ...");
        while (true)
        {
            changes.Take();
            var seconds = TimeProvider.System.GetElapsedTime(began);
            var asked = console.Requests.Find(console.Key);
            if (console.Requests.Outcome(console.Key, id) is { } outcome)
                return Report(console, outcome, seconds);
            // Somebody else asked for a restart meanwhile: one serves both.
            id = asked ?? id;
            if (asked is null)
                throw new CommandFailure(
                    ExitCodes.Environment,
                    "The controller took the request and could not leave its outcome; /run may be full. See: oci-reconciler get "
                    + $"{console.Key}");
            if (!console.ControllerRuns)
                throw new CommandFailure(
                    ExitCodes.Environment,
                    "The controller ended meanwhile. The next one carries the restart out; or restart the unit: systemctl restart "
                    + console.Unit);
            if (seconds > Patience)
                throw new CommandFailure(
                    ExitCodes.Wrong,
                    $"The controller has not restarted it within {Patience.TotalMinutes:0} minutes. See: oci-reconciler get {console.Key}");
            await changes.WaitAsync(CheckController, cancellationToken);
        }
    }

    private static int Report(OperatorConsole console, RestartOutcome outcome, TimeSpan took)
    {
        if (outcome.Succeeded)
        {
            TerminalWriter.Output.WriteLine($"Restarted {console.Unit} in {took.TotalSeconds:0.0} s.");
            return ExitCodes.Fine;
        }

        TerminalWriter.Error.WriteLine($"{console.Key} was not restarted: {outcome.Message}");
        return ExitCodes.Wrong;
    }
}
