using System.Collections.Concurrent;
using System.Diagnostics;
using OciReconciler.UnitTests.Simulation.Model;

namespace OciReconciler.UnitTests.Simulation;

/// <summary>
/// The real controller on a simulated host: whatever is done to manifests, to the host and to the controller, it comes to what the
/// manifests want, and touches nothing else. MODEL_SEED=N replays one run, MODEL_RUNS=N makes so many; MODEL_CALLS=FILE writes a line for
/// each run: seed, number of calls, digest of all of them.
/// </summary>
public sealed class ModelTests
{
    private const int FirstSeed = 20_250_000;
    private const int Steps = 50;

    [Fact]
    public void Model_AnySequence_ConvergesAndTouchesNothingElse()
    {
        var seeds = Number("MODEL_SEED") is { } seed ? [seed] : Enumerable.Range(FirstSeed, Number("MODEL_RUNS") ?? 10_000).ToArray();
        var watch = Stopwatch.StartNew();
        (long calls, long virtualTicks, int runs) = (0, 0, 0);
        string? failure = null;
        var lines = new ConcurrentBag<string>();
        Parallel.ForEach(seeds, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, (next, loop) =>
        {
            using var run = new ModelRun(next, isTraced: seeds.Length == 1);
            if (run.Go(Steps) is { } wrong)
            {
                Interlocked.CompareExchange(ref failure, wrong, null);
                loop.Stop();
            }

            lines.Add($"{next} {run.Calls} {run.Digest}");
            Interlocked.Add(ref calls, run.Calls);
            Interlocked.Add(ref virtualTicks, run.Elapsed.Ticks);
            Interlocked.Increment(ref runs);
        });
        Figure.Print(
            "model", $"{runs} runs of {Steps} steps in {watch.Elapsed.TotalSeconds:0.0} s: {calls} calls, "
            + $"{TimeSpan.FromTicks(virtualTicks).TotalDays:0} days of virtual time");
        if (Environment.GetEnvironmentVariable("MODEL_CALLS") is { Length: > 0 } path)
            File.WriteAllLines(path, lines.Order(StringComparer.Ordinal));
        Assert.True(failure is null, failure);
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), out var number) ? number : null;
}
