namespace OciReconciler.UnitTests.Simulation.Controllers;

/// <summary>The connection to systemd: up, or gone for a while.</summary>
internal sealed class Bus(SimulatedHost host)
{
    private readonly List<TaskCompletionSource<JobResult>> _jobs = [];
    private long _downUntil;

    public bool IsUp => host.Pump.Clock.Ticks >= _downUntil;

    /// <summary>A job that is waited for over it.</summary>
    public void Watch(TaskCompletionSource<JobResult> job)
    {
        _jobs.RemoveAll(known => known.Task.IsCompleted);
        _jobs.Add(job);
    }

    /// <summary>Breaks, for so long.</summary>
    public void Break(TimeSpan duration)
    {
        _downUntil = host.Pump.Clock.Ticks + duration.Ticks;
        foreach (var job in _jobs.ToList())
            host.Pump.Post(() => job.TrySetException(new BusException(BusFailure.Closed, "", "the bus connection is over")));
        _jobs.Clear();
        host.Controller?.BusChanged(isUp: false);
        host.Pump.Clock.After(duration, Mend);
    }

    /// <summary>Is there again.</summary>
    public void Mend()
    {
        _downUntil = 0;
        host.Controller?.BusChanged(isUp: true);
    }
}
