namespace OciReconciler.UnitTests.Simulation.Threads;

/// <summary>A clock that stands still until it is moved to its next timer. Used by one thread.</summary>
internal sealed class VirtualClock
{
    private static readonly DateTimeOffset Origin = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly PriorityQueue<Alarm, (long Due, long Order)> _alarms = new();
    private long _order;

    /// <summary>Time since the beginning.</summary>
    public long Ticks { get; private set; }

    /// <summary>The time of day.</summary>
    public DateTimeOffset Now => Origin.AddTicks(Ticks) + Offset;

    /// <summary>How far the wall clock was set, or has gone on while the host slept: timers know nothing of it.</summary>
    public TimeSpan Offset
    {
        get;
        set
        {
            field = value;
            WasSet?.Invoke(this, EventArgs.Empty);
        }
    }

    /// <summary>The wall clock is another.</summary>
    public event EventHandler? WasSet;

    /// <summary>Calls back later; setting <see cref="Alarm.Act"/> to null calls it off.</summary>
    public Alarm After(TimeSpan delay, Action act)
    {
        var alarm = new Alarm { Act = act };
        var due = Ticks + Math.Max(0, delay.Ticks);
        _alarms.Enqueue(alarm, (due, _order++));
        return alarm;
    }

    /// <summary>Moves to the next alarm that is due by <paramref name="end"/> and calls it. False when there is none.</summary>
    public bool FireNext(long end)
    {
        while (_alarms.TryPeek(out var alarm, out var at) && at.Due <= end)
        {
            _alarms.Dequeue();
            if (alarm.Act is not { } act)
                continue;
            Ticks = Math.Max(Ticks, at.Due);
            alarm.Act = null;
            act();
            return true;
        }

        return false;
    }

    /// <summary>Moves on.</summary>
    public void MoveTo(long ticks) => Ticks = Math.Max(Ticks, ticks);

    /// <summary>Something to be called.</summary>
    internal sealed class Alarm
    {
        public Action? Act { get; set; }
    }
}
