using OciReconciler.Configuration;
using OciReconciler.Files;
using OciReconciler.Sources;
using OciReconciler.Sync;
using OciReconciler.Terminal;
using OciReconciler.Threading;

namespace OciReconciler.Cli;

/// <summary><c>sync</c>: asks the controller to fetch git sources now, and may wait for what comes of it.</summary>
internal static class SyncCommand
{
    // A slow fetch, pulls, and the deadlines of workloads.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);
    private static readonly ScanOptions Times = new() { Quiet = TimeSpan.FromMilliseconds(20) };
    private static readonly TimeSpan CheckController = TimeSpan.FromSeconds(1);

    public static async Task<int> RunAsync(
        IReadOnlyList<string> names, string? config, bool wait, SyncRequest privileges, CancellationToken cancellationToken)
    {
        var options = OperatorOptions.Load(config);
        var sources = KnownSources.Find(names, options);
        if (!ControllerLock.IsTaken(options.LockFile))
            throw new CommandFailure(
                ExitCodes.Environment, "No controller is running that would fetch anything. Start it: systemctl start oci-reconciler");
        var requests = new SyncRequests(options.SyncDirectory);
        OperatorConsole.Write(() => { requests.Make(); return true; });
        var changes = new Debouncer(Times, TimeProvider.System);
        using var watch = new DirectoryWatch(requests.Outcomes, changes.Post, SourceNames.IsValid);
        watch.Arm();
        var asked = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var source in sources)
            asked[source] = OperatorConsole.Write(() => requests.Ask(source, privileges.Now, privileges.AllowRewind)).Id;
        if (wait)
            return await WaitAsync(asked, requests, changes, options, cancellationToken);
        TerminalWriter.Output.WriteLine(
            $"{string.Join(", ", sources)}: asked for. See: oci-reconciler get sources; to wait for the outcome: --wait");
        return ExitCodes.Fine;
    }

    private static async Task<int> WaitAsync(
        Dictionary<string, string> asked,
        SyncRequests requests,
        Debouncer changes,
        ReconcilerOptions options,
        CancellationToken cancellationToken)
    {
        var began = TimeProvider.System.GetTimestamp();
        var code = ExitCodes.Fine;
        TerminalWriter.Error.WriteLine($"Waiting for {string.Join(", ", asked.Keys)} ...");
        while (true)
        {
            changes.Take();
            foreach (var (source, id) in asked.ToList())
            {
                // Somebody else asked meanwhile: the controller answers the newest.
                if (requests.Find(source) is { } newest && newest.Id != id)
                    asked[source] = newest.Id;
                if (requests.Outcome(source, asked[source]) is not { } outcome)
                    continue;
                asked.Remove(source);
                code = Print(outcome) ? code : ExitCodes.Wrong;
            }

            if (asked.Count == 0)
                return code;
            var first = asked.Keys.First();
            if (!ControllerLock.IsTaken(options.LockFile))
                throw new CommandFailure(
                    ExitCodes.Environment, "The controller ended meanwhile. The next one fetches everything when it starts.");
            if (TimeProvider.System.GetElapsedTime(began) > Patience)
                throw new CommandFailure(
                    ExitCodes.Wrong,
                    $"{first} is not applied within {Patience.TotalMinutes:0} minutes; the controller goes on. See: oci-reconciler get");
            await changes.WaitAsync(CheckController, cancellationToken);
        }
    }

    private static bool Print(SyncOutcome outcome)
    {
        (outcome.Succeeded ? TerminalWriter.Output : TerminalWriter.Error).WriteLine(outcome.Message);
        return outcome.Succeeded;
    }
}
