namespace OciReconciler.Threading;

/// <summary>The times of a directory source.</summary>
internal sealed record ScanOptions
{
    /// <summary>A scan at least this often.</summary>
    public TimeSpan Period { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>After an event that does not end a change: scan when nothing more came for this long.</summary>
    public TimeSpan Quiet { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>And at the latest after this long.</summary>
    public TimeSpan QuietLimit { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>A file is gone when two scans at least this far apart miss it.</summary>
    public TimeSpan GoneAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A file that does not parse is still being written when it was modified less than this ago and nobody closed it.</summary>
    public TimeSpan SettleTime { get; init; } = TimeSpan.FromSeconds(1);
}
