using System.Globalization;
using OciReconciler.Files;

namespace OciReconciler.Cli;

/// <summary><c>logs</c>: journalctl takes this process's place, so that signals and pipes are its own.</summary>
internal static class LogsCommand
{
    private const int PipeSignal = 13;

    public static async Task<int> RunAsync(string name, string? config, bool follow, int? lines, CancellationToken cancellationToken)
    {
        string unit;
        await using (var console = await OperatorConsole.OpenAsync(name, config, cancellationToken))
            unit = console.Unit;
        string[] count = lines is { } some ? ["-n", some.ToString(CultureInfo.InvariantCulture)] : [];
        string[] tail = follow ? ["-f"] : [];
        // The runtime ignores this signal, and a program that is executed would inherit that: it would not end with the pipe it writes to.
        _ = LibC.OnSignal(PipeSignal, 0);
        _ = LibC.Execute("journalctl", ["journalctl", "-u", unit, .. count, .. tail, null]);
        throw new CommandFailure(ExitCodes.Environment, $"journalctl cannot be executed: {LibC.LastError()}. Install systemd's journal tools.");
    }
}
