using System.Globalization;
using OciReconciler.Configuration;
using OciReconciler.Files;
using OciReconciler.Units;

namespace OciReconciler.Cli;

/// <summary>
/// <c>logs</c>: journalctl takes this process's place, so that signals and pipes are its own. It shows no control character.
/// </summary>
internal static class LogsCommand
{
    private const int PipeSignal = 13;

    /// <param name="config">Settings file, or null.</param>
    /// <param name="follow">Go on with each line.</param>
    /// <param name="lines">The last ones only, or null.</param>
    /// <param name="all">Also what systemd, the engine and the controller say of it.</param>
    public static async Task<int> RunAsync(
        string name, string? config, bool follow, int? lines, bool all, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> matches;
        await using (var console = await OperatorConsole.OpenAsync(name, config, cancellationToken))
            matches = all ? ["-u", console.Unit] : Matches(console);
        string[] count = lines is { } some ? ["-n", some.ToString(CultureInfo.InvariantCulture)] : [];
        string[] tail = follow ? ["-f"] : [];
        // The runtime ignores this signal, and a program that is executed would inherit that: it would not end with the pipe it writes to.
        _ = LibC.OnSignal(PipeSignal, 0);
        _ = LibC.Execute("journalctl", ["journalctl", .. count, .. tail, .. matches, null]);
        throw new CommandFailure(
            ExitCodes.Environment, $"journalctl cannot be executed: {LibC.LastError()}. Install systemd's journal tools.");
    }

    private static IReadOnlyList<string> Matches(OperatorConsole console)
    {
        var status = console.Workload.Status;
        return LogMatches.Of(console.Key.Name, console.Unit, status?.Backend, status?.LogDriver) ?? throw new CommandFailure(
            ExitCodes.Wrong,
            $"{console.Key} keeps its log with the driver {status?.LogDriver}, not in the journal. See: {status?.Backend} logs "
            + $"{console.Key}; "
            + $"what systemd, the engine and the controller say of it: oci-reconciler logs --all {console.Key}");
    }
}
