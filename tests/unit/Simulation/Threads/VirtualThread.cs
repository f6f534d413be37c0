namespace OciReconciler.UnitTests.Simulation.Threads;

/// <summary>What one process does on the pump, and its clock. Once it is dead nothing of it runs any more, as after a SIGKILL.</summary>
internal sealed class VirtualThread(VirtualScheduler pump) : SynchronizationContext
{
    /// <summary>False: nothing of it runs any more.</summary>
    public bool IsAlive { get; private set; } = true;

    /// <summary>How long each of its timers that has rung was set for, in the order of their ringing.</summary>
    public List<TimeSpan> Rung { get; } = [];

    /// <summary>Its clock.</summary>
    public TimeProvider Time => new LaneTime(pump, this);

    /// <summary>Ends it.</summary>
    public void Kill() => IsAlive = false;

    /// <inheritdoc/>
    public override void Post(SendOrPostCallback d, object? state)
    {
        // What a finalizer still has to say of a dead process is nobody's business.
        if (IsAlive)
            pump.Post(() => Run(() => d(state)));
    }

    /// <inheritdoc/>
    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Runs something as this process.</summary>
    public void Run(Action act)
    {
        if (!IsAlive)
            return;
        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            act();
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    private sealed class LaneTime(VirtualScheduler pump, VirtualThread thread) : TimeProvider
    {
        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => pump.Clock.Now;

        public override long GetTimestamp() => pump.Clock.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            new VirtualTimer(pump, thread, () => callback(state), dueTime, period);
    }
}
