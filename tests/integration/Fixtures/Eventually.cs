using System.Diagnostics;

namespace OciReconciler.IntegrationTests.Fixtures;

/// <summary>Waits for what a test expects of the outside world.</summary>
public static class Eventually
{
    /// <summary>How long the outside world has where a test says nothing else.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(500);

    /// <summary>Observes until <paramref name="isExpected"/> holds and returns that value; the failure names the last value seen.</summary>
    public static async Task<T> BecomesAsync<T>(
        string description, Func<Task<T>> observe, Func<T, bool> isExpected, TimeSpan? timeout = null)
    {
        var limit = timeout ?? DefaultTimeout;
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
