using OciReconciler.DBus.Manager;

namespace OciReconciler.Observing;

/// <summary>The one reader of systemd's events: wakes who waits for a unit's end, and passes each event on. Thread-safe.</summary>
internal sealed class UnitEventHub(ISystemdManager systemd)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, TaskCompletionSource> _removals = new(StringComparer.Ordinal);

    /// <summary>Completes at the next UnitRemoved of <paramref name="unit"/>, or when anything may have changed.</summary>
    public Task NextRemovalOf(string unit)
    {
        lock (_gate)
        {
            if (!_removals.TryGetValue(unit, out var waiter))
                _removals[unit] = waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return waiter.Task;
        }
    }

    /// <summary>Reads events until cancelled.</summary>
    /// <param name="handle">Gets every event, in order.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(Action<UnitEvent> handle, CancellationToken cancellationToken)
    {
        await foreach (var unitEvent in systemd.Events.ReadAllAsync(cancellationToken))
        {
            Wake(unitEvent);
            handle(unitEvent);
        }
    }

    private void Wake(UnitEvent unitEvent)
    {
        lock (_gate)
        {
            switch (unitEvent)
            {
                case UnitEvent.Removed removed:
                    if (_removals.Remove(removed.Unit, out var waiter))
                        waiter.SetResult();
                    break;
                case UnitEvent.Relist:
                    foreach (var pending in _removals.Values)
                        pending.SetResult();
                    _removals.Clear();
                    break;
            }
        }
    }
}
