namespace OciReconciler.Files;

/// <summary>How often this process has waited for a disk to have what it wrote: what changes cost most. Thread-safe.</summary>
internal static class DiskSyncs
{
    private static long _count;

    /// <summary>How often since the start.</summary>
    public static long Count => Interlocked.Read(ref _count);

    /// <summary>It waits now.</summary>
    public static void Add() => Interlocked.Increment(ref _count);
}
