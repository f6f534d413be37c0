using System.Collections.Concurrent;
using OciReconciler.DBus.Manager;
using OciReconciler.Desired;
using OciReconciler.Model.Conditions;
using OciReconciler.Model.Desired;
using OciReconciler.Model.Events;
using OciReconciler.Model.Workloads;
using OciReconciler.Reporting.Events;
using OciReconciler.Units;

namespace OciReconciler.Control;

/// <summary>
/// Looks again at the images of on-demand workloads that are defined and do not run: whoever starts one by hand shall find its image there, and as new as its policy says. Only
/// the engine's images are touched; a pass finds another image id and defines the unit anew. It is no part of a pass, so that a registry that is slow holds up none.
/// </summary>
/// <param name="views">Which workloads are on demand.</param>
/// <param name="lister">Which of them run.</param>
/// <param name="preparer">Gets the images.</param>
/// <param name="queue">Gets those that were looked at.</param>
/// <param name="events">Told of what is wrong.</param>
/// <param name="failures">Those whose images cannot be got are left alone for a while.</param>
/// <remarks>Thread-safe.</remarks>
internal sealed class OnDemandImageRefresh(
    DesiredViews views, UnitLister lister, WorkloadPreparer preparer, WorkQueue queue, EventRecorder events, RequeueBackoff failures)
{
    // One transfer fewer than the preparer allows at once, so that passes always find one free.
    private const int LooksAtOnce = 2;

    private readonly ConcurrentDictionary<WorkloadKey, string> _troubles = new();

    /// <summary>Looks now, also at what failed a moment ago: somebody asks for it.</summary>
    public Task RefreshNowAsync(CancellationToken cancellationToken)
    {
        foreach (var key in views.Current.Members.Keys)
            failures.Reset(key);
        return RefreshAsync(cancellationToken);
    }

    /// <summary>Looks now, and asks for a pass over each workload that was looked at.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        UnitListing listing;
        try
        {
            listing = await lister.ListAsync(cancellationToken);
        }
        catch (BusException)
        {
            // Passes say what is wrong with the bus.
            return;
        }

        var desired = views.Current;
        var idle = new ConcurrentQueue<WorkloadKey>(desired.Members.Values
            .Where(member => IsIdle(member, listing) && failures.Waiting(member.Key) is null)
            .Select(member => member.Key));
        await Task.WhenAll(Enumerable.Repeat(LookAtEachAsync, LooksAtOnce).Select(look => look()));

        async Task LookAtEachAsync()
        {
            while (idle.TryDequeue(out var key))
            {
                var trouble = await preparer.RefreshImageAsync(key, desired, cancellationToken);
                if (trouble is null)
                    failures.Reset(key);
                else
                    failures.Next(key, trouble);
                Tell(key, trouble);
                queue.Add(key);
            }
        }
    }

    private static bool IsIdle(DesiredMember member, UnitListing listing) =>
        !member.AutoStart
        && listing.Row(member.Unit) is { LoadState: "loaded", ActiveState: "inactive" or "failed" } row
        && UnitListing.MarkOf(row)?.Key == member.Key;

    // Once, not at each look for as long as it lasts.
    private void Tell(WorkloadKey key, FailureReason? trouble)
    {
        if (trouble is null)
        {
            _troubles.TryRemove(key, out _);
            return;
        }

        var message = VolatileText.Normalize(trouble.Message);
        if (_troubles.TryGetValue(key, out var told) && told == message)
            return;
        _troubles[key] = message;
        events.Warning(key, trouble.Reason, trouble.Message);
    }
}
