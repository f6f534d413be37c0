namespace OciReconciler.Threading;

/// <summary>Tells one who waits that something happened, be it before or after the wait began. Thread-safe for many who ring and one who waits.</summary>
internal sealed class Doorbell
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _rung = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Something happened.</summary>
    public void Ring()
    {
        lock (_gate)
            _rung.TrySetResult();
    }

    /// <summary>Returns when it has been rung since <see cref="Answer"/>. Never fails. Who waits goes on where it waited (see <see cref="Waits"/>).</summary>
    public async Task RungAsync()
    {
        Task rung;
        lock (_gate)
            rung = _rung.Task;
        await rung;
    }

    /// <summary>What happened until now is being looked at.</summary>
    public void Answer()
    {
        lock (_gate)
        {
            if (_rung.Task.IsCompleted)
                _rung = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
