namespace OciReconciler.DBus.Manager;

/// <summary>
/// Whether systemd is in a daemon-reload, when every unit is removed and added again for no reason of its own. Used by one thread.
/// A reload that never ends (systemd does not tell when one fails half-way) is over after <paramref name="longest"/>.
/// </summary>
internal sealed class ReloadTracker(TimeProvider timeProvider, TimeSpan longest)
{
    private long? _since;

    /// <summary>Reloading(true).</summary>
    internal void Begin() => _since = timeProvider.GetTimestamp();

    /// <summary>Reloading(false), or nothing to wait for any more.</summary>
    internal void End() => _since = null;

    /// <summary>Whether unit events are noise now.</summary>
    /// <param name="overdue">True once, when a reload has been given up.</param>
    internal bool IsNoise(out bool overdue)
    {
        overdue = _since is { } since && timeProvider.GetElapsedTime(since) > longest;
        if (overdue)
            _since = null;
        return _since is not null;
    }
}
