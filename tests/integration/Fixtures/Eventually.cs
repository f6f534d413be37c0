using System.Diagnostics;

namespace OciReconciler.IntegrationTests.Fixtures;

/// <summary>Waits for what a test expects of the outside world.</summary>
public static class Eventually
{
    /// <summary>How long the outside world has where a test says nothing else.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);

    // A limit tells what hangs from what is slow. Four labs share two cores, and machines differ: what holds within a second on one of
    // them takes several on another.
    private const int Slowness = 4;

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    /// <summary>Observes until <paramref name="isExpected"/> holds and returns that value; the failure names the last value seen.</summary>
    /// <param name="description">What is expected.</param>
    /// <param name="observe">Reads it.</param>
    /// <param name="isExpected">Whether it is so.</param>
    /// <param name="timeout">For how long at most, on a machine that has nothing else to do; another one has several times as long.</param>
    public static async Task<T> BecomesAsync<T>(
        string description, Func<Task<T>> observe, Func<T, bool> isExpected, TimeSpan? timeout = null)
    {
        var limit = (timeout ?? DefaultTimeout) * Slowness;
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var last = await observe();
            if (isExpected(last))
            {
                return last;
            }

            if (Stopwatch.GetElapsedTime(started) >= limit)
            {
                Assert.Fail($"not within {limit.TotalSeconds:0.#} s: {description}\nlast seen: {last}");
            }

            await Task.Delay(Pause(Stopwatch.GetElapsedTime(started)), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    // What takes long is asked less often: many tests share a machine.
    private static TimeSpan Pause(TimeSpan waited) => TimeSpan.FromTicks(Math.Clamp(waited.Ticks / 10, Shortest.Ticks, Longest.Ticks));
}
