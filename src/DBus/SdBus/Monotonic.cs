namespace OciReconciler.DBus.SdBus;

/// <summary>The clock that sd-bus computes its deadlines with.</summary>
internal static unsafe class Monotonic
{
    /// <summary>CLOCK_MONOTONIC in microseconds.</summary>
    internal static ulong Microseconds()
    {
        LibC.TimeSpec time;
        _ = LibC.clock_gettime(LibC.ClockMonotonic, &time);
        return ((ulong)time.Seconds * 1_000_000) + ((ulong)time.Nanoseconds / 1_000);
    }
}
