using System.Diagnostics;

namespace OciReconciler.IntegrationTests.Fixtures;

/// <summary>Waits for what a test expects of the outside world.</summary>
public static class Eventually
{
    /// <summary>How long the outside world has where a test says nothing else.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>Observes until <paramref name="isExpected"/> holds and returns that value; the failure names the last value seen.</summary>
    public static async Task<T> BecomesAsync<T>(
        string description, Func<Task<T>> observe, Func<T, bool> isExpected, TimeSpan? timeout = null)
    {
        var limit = timeout ?? DefaultTimeout;
        var started = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(Interval);
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

            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }
}
