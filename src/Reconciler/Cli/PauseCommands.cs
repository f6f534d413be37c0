using OciReconciler.Configuration;
using OciReconciler.DBus.Manager;
using OciReconciler.DBus.Units;
using OciReconciler.Terminal;

namespace OciReconciler.Cli;

/// <summary>
/// <c>pause</c>, <c>resume</c>, <c>stop</c> and <c>start</c>: who sees to a workload, people or the controller. All of them work without a
/// controller.
/// </summary>
internal static class PauseCommands
{
    private const int StopsAtMost = 3;

    public static async Task<int> PauseAsync(string name, string? config, CancellationToken cancellationToken)
    {
        await using var console = await OperatorConsole.OpenAsync(name, config, cancellationToken);
        Pause(console);
        return ExitCodes.Fine;
    }

    public static async Task<int> ResumeAsync(string name, string? config, CancellationToken cancellationToken)
    {
        await using var console = await OperatorConsole.OpenAsync(name, config, cancellationToken);
        Resume(console);
        return ExitCodes.Fine;
    }

    public static async Task<int> StopAsync(string name, string? config, CancellationToken cancellationToken)
    {
        await using var console = await OperatorConsole.OpenAsync(name, config, cancellationToken);
        var unit = console.Unit;
        var systemd = console.Systemd;
        _ = await console.OwnRowAsync(cancellationToken);
        Pause(console);
        // A pass that was at work when the pause came may start the unit once more.
        for (var stops = 0; stops < StopsAtMost; stops++)
        {
            if (await console.OwnRowAsync(cancellationToken) is not { } row || row.ActiveState is "inactive" or "failed")
            {
                if (stops == 0)
                    TerminalWriter.Output.WriteLine($"{unit} does not run.");
                return ExitCodes.Fine;
            }

            var code = await OperatorConsole.RunJobAsync(
                $"Stopping {unit}", () => systemd.StopUnitAsync(unit, JobMode.Replace, cancellationToken), cancellationToken);
            if (code != ExitCodes.Fine)
                return code;
        }

        TerminalWriter.Error.WriteLine($"{unit} is started again whenever it stops. See: systemctl list-dependencies --reverse {unit}");
        return ExitCodes.Wrong;
    }

    public static async Task<int> StartAsync(string name, string? config, CancellationToken cancellationToken)
    {
        await using var console = await OperatorConsole.OpenAsync(name, config, cancellationToken);
        await RefusePausedDependenciesAsync(console, cancellationToken);
        var unit = console.Unit;
        _ = await console.OwnRowAsync(cancellationToken);
        Resume(console);
        var row = await DefinedAsync(console, unit, cancellationToken);
        if (row.ActiveState == "active")
        {
            TerminalWriter.Output.WriteLine($"{unit} runs.");
            return ExitCodes.Fine;
        }

        if (row.ActiveState == "failed")
            await console.Systemd.ResetFailedUnitAsync(unit, cancellationToken);
        return await OperatorConsole.RunJobAsync(
            $"Starting {unit}", () => console.Systemd.StartUnitAsync(unit, JobMode.Replace, cancellationToken), cancellationToken);
    }

    private static void Pause(OperatorConsole console)
    {
        var isNew = OperatorConsole.Write(() => console.Paused.Add(console.Key));
        TerminalWriter.Output.WriteLine(isNew
            ? $"{console.Key} is paused: the controller leaves it alone until: oci-reconciler resume {console.Key}"
            : $"{console.Key} was paused already.");
    }

    private static void Resume(OperatorConsole console)
    {
        if (!OperatorConsole.Write(() => console.Paused.Remove(console.Key)))
            return;
        TerminalWriter.Output.WriteLine(console.ControllerRuns
            ? $"{console.Key} is resumed."
            : $"{console.Key} is resumed. No controller is running: nothing is done about it until one is.");
    }

    // A start of this unit would start what it requires, behind the back of whoever paused that.
    private static async Task RefusePausedDependenciesAsync(OperatorConsole console, CancellationToken cancellationToken)
    {
        foreach (var dependency in console.Workload.Status?.DependsOn ?? [])
        {
            var known = KnownWorkload.TryFind(dependency, console.Options);
            if (known is not { Unit: { } unit } || !console.Paused.Has(known.Key))
                continue;
            if (await console.RowAsync(unit, cancellationToken) is not { ActiveState: not ("inactive" or "failed") })
                throw new CommandFailure(
                    ExitCodes.Wrong,
                    $"{console.Key} needs {dependency}, which is paused and does not run. Start that first: oci-reconciler start "
                    + $"{dependency}");
        }
    }

    // A controller that has just seen the change defines what is not there, and prepares its image first.
    private static async Task<UnitStatus> DefinedAsync(OperatorConsole console, string unit, CancellationToken cancellationToken)
    {
        var began = TimeProvider.System.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        while (true)
        {
            if (await console.OwnRowAsync(cancellationToken) is { LoadState: "loaded" } row)
                return row;
            if (!console.ControllerRuns)
                throw new CommandFailure(
                    ExitCodes.Wrong,
                    $"{unit} is not defined, and no controller runs that would define it. Start it: systemctl start oci-reconciler");
            if (TimeProvider.System.GetElapsedTime(began) > TimeSpan.FromSeconds(60))
                throw new CommandFailure(
                    ExitCodes.Wrong, $"The controller has not defined {unit} within a minute. See: oci-reconciler get {console.Key}");
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }
}
