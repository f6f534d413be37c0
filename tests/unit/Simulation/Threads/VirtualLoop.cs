namespace OciReconciler.UnitTests.Simulation.Threads;

/// <summary>A loop alone in virtual time, on the thread of its test.</summary>
internal sealed class VirtualLoop : IDisposable
{
    private readonly VirtualScheduler _pump = new();
    private readonly VirtualThread _thread;
    private Task? _running;

    public VirtualLoop() => _thread = new VirtualThread(_pump);

    /// <summary>The clock of its host.</summary>
    public VirtualClock Clock => _pump.Clock;

    /// <summary>Its clock.</summary>
    public TimeProvider Time => _thread.Time;

    /// <summary>How many of its timers have rung.</summary>
    public int Rung => _thread.Rung.Count;

    /// <summary>Starts it.</summary>
    public void Start(Func<CancellationToken, Task> run)
    {
        _thread.Run(() => _running = run(CancellationToken.None));
        Pass(TimeSpan.Zero);
    }

    /// <summary>Lets time pass. Throws what the loop ended with.</summary>
    public void Pass(TimeSpan duration)
    {
        _pump.Pass(duration);
        if (_running is { IsCompleted: true } ended)
            ended.GetAwaiter().GetResult();
    }

    public void Dispose() => _thread.Kill();
}
