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
        if (!ControllerLock.IsTaken(options.LockFile))
        {
            _ = KnownSources.Find(names, options);
            throw new CommandFailure(
                ExitCodes.Environment, "No controller is running that would fetch anything. Start it: systemctl start oci-reconciler");
        }

        var sources = KnownSources.FindFollowed(names, options);
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
        var progress = new SyncProgress();
        TerminalWriter.Error.WriteLine($"Waiting for {string.Join(", ", asked.Keys)} ...");
        while (true)
        {
            changes.Take();
            foreach (var (source, id) in asked.ToList())
            {
                // Somebody else asked meanwhile: the controller answers the newest.
                var pending = requests.Find(source);
                if (pending is not null && pending.Id != id)
                    asked[source] = pending.Id;
                // The request is removed after the outcome was left, so it has to be looked for first.
                if (requests.Outcome(source, asked[source]) is not { } outcome)
                {
                    if (pending is not null)
                        continue;
                    throw Unknown(source, requests);
                }

                asked.Remove(source);
                code = Print(outcome) ? code : ExitCodes.Wrong;
            }

            if (asked.Count == 0)
                return code;
            foreach (var line in progress.News(KnownSources.Report(options), asked.Keys))
                TerminalWriter.Error.WriteLine(line);
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

    private static CommandFailure Unknown(string source, SyncRequests requests) => new(
        ExitCodes.Environment,
        $"The sync of {source} has ended, and its outcome is not in {requests.Outcomes}: it could not be written, or that of a later sync "
        + $"is there. Is that file system full? See: oci-reconciler get sources");

    private static bool Print(SyncOutcome outcome)
    {
        (outcome.Succeeded ? TerminalWriter.Output : TerminalWriter.Error).WriteLine(outcome.Message);
        return outcome.Succeeded;
    }
}
