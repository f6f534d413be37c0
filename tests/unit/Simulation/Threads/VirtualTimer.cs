namespace OciReconciler.UnitTests.Simulation.Threads;

/// <summary>A timer of a process. It is called without a context, as those of the system are.</summary>
internal sealed class VirtualTimer : ITimer
{
    private readonly VirtualScheduler _pump;
    private readonly VirtualThread _thread;
    private readonly Action _act;
    private TimeSpan _due;
    private TimeSpan _period;
    private VirtualClock.Alarm? _alarm;

    public VirtualTimer(VirtualScheduler pump, VirtualThread thread, Action act, TimeSpan due, TimeSpan period)
    {
        (_pump, _thread, _act) = (pump, thread, act);
        Change(due, period);
    }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        Dispose();
        (_due, _period) = (dueTime, period);
        if (dueTime != Timeout.InfiniteTimeSpan)
            _alarm = _pump.Clock.After(dueTime, Ring);
        return true;
    }

    public void Dispose()
    {
        if (_alarm is not null)
            _alarm.Act = null;
        _alarm = null;
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private void Ring()
    {
        if (!_thread.IsAlive)
            return;
        _thread.Rung.Add(_due);
        if (_period > TimeSpan.Zero)
            (_due, _alarm) = (_period, _pump.Clock.After(_period, Ring));
        _act();
    }
}
