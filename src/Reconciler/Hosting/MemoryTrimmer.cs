using OciReconciler.Files;

namespace OciReconciler.Hosting;

/// <summary>
/// Gives memory back that only work needed: the runtime never shrinks the heap of a process that idles by itself. Does nothing while there
/// was little work.
/// </summary>
/// <param name="allocated">How many bytes were allocated so far.</param>
/// <param name="trim">Gives back.</param>
internal sealed class MemoryTrimmer(Func<long> allocated, Action trim)
{
    // Once after the start, with which comes most of what is needed once.
    private static readonly TimeSpan First = TimeSpan.FromSeconds(5);

    // While much is done, what long passes held would pile up in the oldest generation.
    private static readonly TimeSpan AtWork = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AtRest = TimeSpan.FromSeconds(60);

    // A resync over workloads that are as they should be is no work.
    private const long WorkBytes = 8 << 20;

    private long? _before;
    private ITimer? _timer;

    /// <summary>Of this process.</summary>
    public static MemoryTrimmer OfThisProcess() => new(() => GC.GetTotalAllocatedBytes(), Trim);

    /// <summary>Looks from time to time, until the timer is disposed.</summary>
    public ITimer Start(TimeProvider time)
    {
        _timer = time.CreateTimer(_ => TrimAfterWork(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Next(First);
        return _timer;
    }

    private void TrimAfterWork()
    {
        var now = allocated();
        if (now - _before < WorkBytes)
        {
            Next(AtRest);
            return;
        }

        _before = now;
        trim();
        Next(AtWork);
    }

    private void Next(TimeSpan after) => _timer?.Change(after, Timeout.InfiniteTimeSpan);

    private static void Trim()
    {
        ProgramPages.Release();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
    }
}
