using OciReconciler.Reporting.Events;
using OciReconciler.State;
using OciReconciler.Threading;

namespace OciReconciler.Triggers;

/// <summary>
/// Pauses and requests for restarts as keys: their files are watched, and read again by the pass. Records pauses as events. Where the
/// kernel tells nothing, they are looked for.
/// </summary>
internal sealed class OperatorRequestSource(
    PauseFiles paused, RestartRequests requests, FileWatches watches, EventRecorder events, TimeProvider time)
{
    private static readonly ScanOptions Times = new() { Quiet = TimeSpan.FromMilliseconds(20) };

    private readonly Debouncer _changes = new(Times, time);

    /// <summary>Looks at all of them anew.</summary>
    public void Rescan() => _changes.Post(ChangeHint.Lost, name: null);

    /// <summary>Runs until cancelled.</summary>
    /// <param name="add">Gets each workload of which a wish came or went.</param>
    public async Task RunAsync(Action<WorkloadKey> add, CancellationToken cancellationToken)
    {
        using var pauses = watches.Directory(paused.Directory, _changes.Post, WorkloadKey.IsName);
        using var restarts = watches.Directory(requests.Directory, _changes.Post, WorkloadKey.IsName);
        var known = paused.All();
        var asked = new Dictionary<WorkloadKey, string>();
        while (true)
        {
            pauses.Arm();
            restarts.Arm();
            _changes.Take();
            known = RecordPauses(known, add);
            asked = RecordRestarts(asked, add);
            var isWatched = pauses.IsWatched && restarts.IsWatched;
            await _changes.WaitAsync(isWatched ? Timeout.InfiniteTimeSpan : Times.Period, cancellationToken);
        }
    }

    private IReadOnlySet<WorkloadKey> RecordPauses(IReadOnlySet<WorkloadKey> known, Action<WorkloadKey> add)
    {
        var now = paused.All();
        foreach (var key in now.Except(known))
        {
            events.Normal(key, Reasons.Paused, $"Paused by hand: it is left alone until: oci-reconciler resume {key}");
            add(key);
        }

        foreach (var key in known.Except(now))
        {
            events.Normal(key, Reasons.Resumed, "Resumed by hand.");
            add(key);
        }

        return now;
    }

    private Dictionary<WorkloadKey, string> RecordRestarts(Dictionary<WorkloadKey, string> asked, Action<WorkloadKey> add)
    {
        var now = new Dictionary<WorkloadKey, string>();
        foreach (var key in requests.All())
        {
            if (requests.Find(key) is not { } id)
                continue;
            now[key] = id;
            if (asked.GetValueOrDefault(key) != id)
                add(key);
        }

        return now;
    }
}
