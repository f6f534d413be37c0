namespace OciReconciler.UnitTests.Simulation.Threads;

/// <summary>The one thread of a simulated host: work in order, then the clock. What a seed does, it does the same way each time.</summary>
internal sealed class VirtualScheduler
{
    private readonly Queue<Action> _work = [];
    private readonly int _thread = Environment.CurrentManagedThreadId;

    /// <summary>Virtual time.</summary>
    public VirtualClock Clock { get; } = new();

    /// <summary>Where work came from another thread, or null: then a run is not repeatable, and says nothing.</summary>
    public string? Intruder { get; private set; }

    /// <summary>Adds work.</summary>
    public void Post(Action work)
    {
        if (Environment.CurrentManagedThreadId != _thread)
            Intruder ??= Environment.StackTrace;
        lock (_work)
            _work.Enqueue(work);
    }

    /// <summary>Works until there is nothing left to do at this moment.</summary>
    public void RunUntilIdle()
    {
        while (Next() is { } work)
            work();
    }

    /// <summary>Lets virtual time pass.</summary>
    public void Pass(TimeSpan duration)
    {
        var end = Clock.Ticks + duration.Ticks;
        RunUntilIdle();
        while (Clock.FireNext(end))
            RunUntilIdle();
        Clock.MoveTo(end);
    }

    private Action? Next()
    {
        lock (_work)
            return _work.TryDequeue(out var work) ? work : null;
    }
}
