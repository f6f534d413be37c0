namespace OciReconciler.Threading;

/// <summary>Runs endless loops together: when one ends, however it ends, the others are ended too, and its failure is the result.</summary>
internal static class TaskGroup
{
    public static async Task RunAsync(IEnumerable<Func<CancellationToken, Task>> loops, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] running = [.. loops.Select(loop => loop(ending.Token))];
        try
        {
            await await Task.WhenAny(running);
        }
        finally
        {
            ending.Cancel();
            await Task.WhenAll(running)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    /// <summary>Does something every <paramref name="interval"/>, first after one, until cancelled. Ends with its failure.</summary>
    public static async Task EveryAsync(
        TimeSpan interval, TimeProvider time, Func<CancellationToken, Task> act, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(interval, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
            await act(cancellationToken);
    }

    /// <summary>
    /// Does something every <paramref name="interval"/> for as long as there is something to do, first now, until cancelled. Otherwise it
    /// sleeps, and no timer runs. Ends with its failure.
    /// </summary>
    /// <param name="begun">Set when there may be something to do; <paramref name="act"/> comes one interval after that.</param>
    /// <param name="act">Says whether there is more to do.</param>
    public static async Task EveryWhileNeededAsync(
        TimeSpan interval,
        AsyncAutoResetEvent begun,
        TimeProvider time,
        Func<CancellationToken, Task<bool>> act,
        CancellationToken cancellationToken)
    {
        while (true)
        {
            begun.Reset();
            if (!await act(cancellationToken))
                await AsyncWait.ForAsync(begun.WaitAsync(), cancellationToken);
            await Task.Delay(interval, time, cancellationToken);
        }
    }

    /// <summary>
    /// As <see cref="EveryAsync"/>, each time up to a tenth sooner or later, so that many hosts do not ask a registry all at once.
    /// </summary>
    /// <param name="jitter">A number from 0 to 1.</param>
    public static async Task AboutEveryAsync(
        TimeSpan interval, Func<double> jitter, TimeProvider time, Func<CancellationToken, Task> act, CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(interval * (0.9 + (0.2 * jitter())), time, cancellationToken);
            await act(cancellationToken);
        }
    }
}
