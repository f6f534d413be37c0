using System.Diagnostics;
using System.Globalization;
using CsCheck;
using OciReconciler.UnitTests.Manifests.Fuzz;

namespace OciReconciler.UnitTests.Manifests;

/// <summary>
/// Spoilt manifests through parser, checks across files, writer and renderer. FUZZ_SEED and FUZZ_COUNT change which and how many.
/// What other tests take at the time would count as theirs.
/// </summary>
[Collection(nameof(WholeProcess))]
public class ManifestFuzzTests
{
    private const int NoiseRounds = 4000;
    private const long MaxGrowth = 400L << 20;
    private static readonly TimeSpan MaxForOne = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan MaxForAll = TimeSpan.FromMinutes(5);

    private static readonly int Seed = Setting("FUZZ_SEED", 20_250_307);
    private static readonly int Count = Setting("FUZZ_COUNT", 100_000);

    private int _next = -1;
    private int _accepted;
    private long _peak;

    [Fact]
    public async Task Manifest_Mutated_IsTakenOrExplainedInTimeAndMemory()
    {
        // What is made once is not the documents' cost.
        MutantCheck.Run(Corpus.Files[0], 0);
        long before = Environment.WorkingSet;
        long started = Stopwatch.GetTimestamp();
        var workers = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Worker()).ToList();

        try
        {
            await Task.WhenAll(
                workers.Select(
                    worker => Task.Factory.StartNew(() => Work(worker), CancellationToken.None, TaskCreationOptions.LongRunning,
                        TaskScheduler.Default)))
                .WaitAsync(MaxForAll, TimeProvider.System, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException)
        {
            Assert.Fail(
                $"not done in {MaxForAll}: seed {Seed}, at work on documents {string.Join(", ", workers.Select(worker => worker.Number))}");
        }

        int refused = Count - _accepted;
        long growth = Math.Max(0, _peak - before);
        Figure.Print(
            "spoilt manifests",
            string.Create(CultureInfo.InvariantCulture,
                $"{Count} in {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s (seed {Seed}): {_accepted} accepted, {refused} "
                + $"refused; peak working set {_peak >> 20} MiB, {growth >> 20} MiB more than before"));
        Assert.True(_accepted > Count / 20
            && refused > Count / 20, $"{_accepted} accepted, {refused} refused: one of both is hardly tried");
        Assert.True(growth < MaxGrowth, $"the working set grew by {growth} bytes");
    }

    [Fact]
    public void Parse_Noise_NeverThrows() =>
        Gen.Byte.Array[0, 200].Sample(bytes => !ManifestParser.Parse("m.json", bytes, Backend.Docker).IsValid, iter: NoiseRounds);

    private void Work(Worker worker)
    {
        while ((worker.Number = Interlocked.Increment(ref _next)) < Count)
        {
            byte[] bytes = Mutant.Of(Seed, worker.Number);
            long started = Stopwatch.GetTimestamp();
            try
            {
                if (MutantCheck.Run(bytes, worker.Number))
                    Interlocked.Increment(ref _accepted);
            }
            catch (Exception failure)
            {
                _next = Count;
                throw new InvalidOperationException(
                    $"seed {Seed}, document {worker.Number}: {failure.Message}\n{Convert.ToBase64String(bytes)}", failure);
            }

            Assert.True(
                Stopwatch.GetElapsedTime(started) < MaxForOne, $"seed {Seed}, document {worker.Number} took longer than {MaxForOne}");
            if (worker.Number % 500 == 0)
                NotePeak(Environment.WorkingSet);
        }
    }

    private void NotePeak(long bytes)
    {
        long known;
        while (bytes > (known = Interlocked.Read(ref _peak)) && Interlocked.CompareExchange(ref _peak, bytes, known) != known)
        {
        }
    }

    private static int Setting(string name, int fallback) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out int value) ? value : fallback;

    private sealed class Worker
    {
        public volatile int Number = -1;
    }
}
