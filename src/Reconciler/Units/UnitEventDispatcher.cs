using OciReconciler.DBus.Manager;

namespace OciReconciler.Units;

/// <summary>The one reader of systemd's events: wakes who waits for a unit's end, and passes each event on. Thread-safe.</summary>
internal sealed class UnitEventDispatcher(ISystemdManager systemd)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, TaskCompletionSource> _removals = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TaskCompletionSource> _changes = new(StringComparer.Ordinal);
    private bool _expectsOwnReload;

    /// <summary>Completes at the next UnitRemoved of <paramref name="unit"/>, or when anything may have changed.</summary>
    public Task NextRemovalOf(string unit) => Next(_removals, unit);

    /// <summary>
    /// Completes when the next thing happens to <paramref name="unit"/>, the end of a job among them, or when anything may have changed.
    /// </summary>
    public Task NextChangeOf(string unit) => Next(_changes, unit);

    /// <summary>The controller is about to make systemd reload its units.</summary>
    public void ExpectReload()
    {
        lock (_lock)
            _expectsOwnReload = true;
    }

    /// <summary>Whether the last report that anything may have changed comes of the controller's own reload. Forgets it.</summary>
    public bool ConsumeExpectedReload()
    {
        lock (_lock)
        {
            var isOwn = _expectsOwnReload;
            _expectsOwnReload = false;
            return isOwn;
        }
    }

    /// <summary>Reads events until cancelled.</summary>
    /// <param name="handle">Gets every event, in order.</param>
    public async Task RunAsync(Action<UnitEvent> handle, CancellationToken cancellationToken)
    {
        await foreach (var unitEvent in systemd.Events.ReadAllAsync(cancellationToken))
        {
            Wake(unitEvent);
            handle(unitEvent);
        }
    }

    private Task Next(Dictionary<string, TaskCompletionSource> waiters, string unit)
    {
        lock (_lock)
        {
            if (!waiters.TryGetValue(unit, out var waiter))
                waiters[unit] = waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return waiter.Task;
        }
    }

    private void Wake(UnitEvent unitEvent)
    {
        lock (_lock)
        {
            switch (unitEvent)
            {
                case UnitEvent.Added added:
                    WakeLocked(_changes, added.Unit);
                    break;
                case UnitEvent.Changed changed:
                    WakeLocked(_changes, changed.Unit);
                    break;
                case UnitEvent.Removed removed:
                    WakeLocked(_changes, removed.Unit);
                    WakeLocked(_removals, removed.Unit);
                    break;
                case UnitEvent.Relist:
                    WakeAllLocked(_changes);
                    WakeAllLocked(_removals);
                    break;
            }
        }
    }

    private static void WakeLocked(Dictionary<string, TaskCompletionSource> waiters, string unit)
    {
        if (waiters.Remove(unit, out var waiter))
            waiter.SetResult();
    }

    private static void WakeAllLocked(Dictionary<string, TaskCompletionSource> waiters)
    {
        foreach (var waiter in waiters.Values)
            waiter.SetResult();
        waiters.Clear();
    }
}
