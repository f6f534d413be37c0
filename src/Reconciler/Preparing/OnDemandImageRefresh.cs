using System.Collections.Concurrent;
using OciReconciler.DBus.Manager;
using OciReconciler.Desired;
using OciReconciler.Model.Desired;
using OciReconciler.Model.Events;
using OciReconciler.Queueing;
using OciReconciler.Reporting.Events;
using OciReconciler.Units;

namespace OciReconciler.Preparing;

/// <summary>
/// Refreshes the images of on-demand workloads that are defined and do not run: whoever starts one by hand shall find its image there, and
/// as new as its policy says. Only the engine's images are touched; a pass finds another image id and defines the unit anew. It is no part
/// of a pass, so that a registry that is slow delays none. Thread-safe.
/// </summary>
internal sealed class OnDemandImageRefresh(
    DesiredViews views, UnitLister lister, WorkloadPreparer preparer, WorkQueue queue, EventRecorder events, RequeueBackoff backoff)
{
    // The preparer allows one transfer more at once, so that passes always find one free.
    private const int RefreshesAtOnce = 2;

    private readonly ConcurrentDictionary<WorkloadKey, string> _reported = new();

    /// <summary>Refreshes now, also what failed a moment ago: somebody asks for it.</summary>
    public Task RefreshNowAsync(CancellationToken cancellationToken)
    {
        foreach (var key in views.Current.Members.Keys)
            backoff.Reset(key);
        return RefreshAsync(cancellationToken);
    }

    /// <summary>Refreshes now, and asks for a pass over each workload whose image was refreshed.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        if (views.Current.Members.Values.All(member => member.AutoStart))
            return;
        UnitListing listing;
        try
        {
            listing = await lister.ListAllAsync(cancellationToken);
        }
        catch (BusException)
        {
            // Passes report what is wrong with the bus.
            return;
        }

        var desired = views.Current;
        var idle = new ConcurrentQueue<WorkloadKey>(desired.Members.Values
            .Where(member => IsIdle(member, listing) && backoff.Waiting(member.Key) is null)
            .Select(member => member.Key));
        await Task.WhenAll(Enumerable.Repeat(RefreshEachAsync, RefreshesAtOnce).Select(refresh => refresh()));

        async Task RefreshEachAsync()
        {
            while (idle.TryDequeue(out var key))
            {
                var trouble = await preparer.RefreshImageAsync(key, desired, cancellationToken);
                if (trouble is null)
                    backoff.Reset(key);
                else
                    backoff.Next(key, trouble);
                Report(key, trouble);
                queue.Add(key);
            }
        }
    }

    private static bool IsIdle(DesiredMember member, UnitListing listing) =>
        !member.AutoStart
        && listing.Row(member.Unit) is { LoadState: "loaded", ActiveState: "inactive" or "failed" } row
        && UnitListing.MarkOf(row)?.Key == member.Key;

    // A trouble is reported once, not at each refresh for as long as it lasts.
    private void Report(WorkloadKey key, FailureReason? trouble)
    {
        if (trouble is null)
        {
            _reported.TryRemove(key, out _);
            return;
        }

        var message = VolatileText.Normalize(trouble.Message);
        if (_reported.TryGetValue(key, out var reported) && reported == message)
            return;
        _reported[key] = message;
        events.Warning(key, trouble.Reason, trouble.Message);
    }
}
