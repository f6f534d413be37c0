namespace OciReconciler.Queueing;

/// <summary>
/// Whether the controller gets on, for systemd's watchdog: keys that are ready are taken, passes that run make progress, and the resync
/// comes. Thread-safe. Time is that of the monotonic clock, so a suspended host is no reason for a restart.
/// </summary>
internal sealed class Heartbeat(WorkQueue queue, Func<bool> areBusy, TimeSpan resync, TimeProvider time)
{
    // A transfer may be silent for ten minutes, which is longer than any other step.
    private static readonly TimeSpan SilentPass = TimeSpan.FromMinutes(11);
    private static readonly TimeSpan UntakenKey = TimeSpan.FromMinutes(2);

    private int _passes;
    private long _progressAt = time.GetTimestamp();
    private long _resyncAt = time.GetTimestamp();

    /// <summary>A pass begins; disposed at its end.</summary>
    public IDisposable Pass()
    {
        Interlocked.Increment(ref _passes);
        Progress();
        return new Ending(this);
    }

    /// <summary>A pass got on: a phase, a step, a part of a transfer.</summary>
    public void Progress() => Interlocked.Exchange(ref _progressAt, time.GetTimestamp());

    /// <summary>A pass over every workload was asked for.</summary>
    public void Resynced() => Interlocked.Exchange(ref _resyncAt, time.GetTimestamp());

    /// <summary>What is stuck, or null.</summary>
    public string? Stuck()
    {
        var silent = time.GetElapsedTime(Interlocked.Read(ref _progressAt));
        if (Volatile.Read(ref _passes) > 0 && silent > SilentPass)
            return $"no pass has made progress for {silent.TotalSeconds:0} s";
        // While all workers are at work, a key that waits is no sign: their jobs may take long.
        if (!areBusy() && queue.OldestAge is { } age && age > UntakenKey && silent > UntakenKey)
            return $"a workload has waited for {age.TotalSeconds:0} s to be looked at";
        var sinceResync = time.GetElapsedTime(Interlocked.Read(ref _resyncAt));
        return sinceResync > (resync * 3) + UntakenKey ? $"nothing has been looked at anew for {sinceResync.TotalSeconds:0} s" : null;
    }

    private sealed class Ending(Heartbeat heartbeat) : IDisposable
    {
        public void Dispose()
        {
            Interlocked.Decrement(ref heartbeat._passes);
            heartbeat.Progress();
        }
    }
}
