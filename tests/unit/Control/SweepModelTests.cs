using System.Collections.Concurrent;
using OciReconciler.UnitTests.Simulation.Model;

namespace OciReconciler.UnitTests.Control;

/// <summary>
/// Whatever a pass would act on, the sweep asks for one: with it all comes to the same as with a pass over each workload. Nobody hears of
/// anything meanwhile. SWEEP_SEED=N replays one run, SWEEP_RUNS=N makes so many.
/// </summary>
public sealed class SweepModelTests
{
    private const int FirstSeed = 20_260_000;

    [Fact]
    public void Sweep_AnySequence_PassesOverAllOthersDoNothing()
    {
        var seeds = Number("SWEEP_SEED") is { } seed ? [seed] : Enumerable.Range(FirstSeed, Number("SWEEP_RUNS") ?? 200).ToArray();
        var runs = new ConcurrentBag<SweepRun>();
        Parallel.ForEach(seeds, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, (next, loop) =>
        {
            using var run = new SweepRun(next);
            runs.Add(run);
            run.Go();
            if (run.Missed is not null)
                loop.Stop();
        });
        Figure.Print(
            "sweep", $"{runs.Count} runs: of {runs.Sum(run => run.Swept)} looks at a workload {runs.Sum(run => run.Asked)} led to a pass, "
            + $"{runs.Sum(run => run.AskedForNothing)} of {runs.Sum(run => run.SweptForNothing)} when nothing had been done");
        var missed = runs.Select(run => run.Missed).FirstOrDefault(wrong => wrong is not null);
        Assert.True(missed is null, missed);
        // A sweep that asks for everything would miss nothing.
        if (seeds.Length > 1)
            Assert.InRange(runs.Sum(run => run.AskedForNothing), 0, runs.Sum(run => run.SweptForNothing) / 4);
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), out var number) ? number : null;
}
