namespace OciReconciler.Model.Rollouts;

/// <summary>
/// How often a workload crashed, and the backoff of one that keeps crashing. systemd's Restart=always handles single crashes; beyond its
/// start limit, or with more crashes than <see cref="CrashesAllowed"/> in <see cref="Window"/>, the controller starts it, 10 s after the
/// first, then twice as long each time up to 300 s (kubelet's figures). Times are of the controller's monotonic clock.
/// </summary>
public sealed record CrashBackoff
{
    /// <summary>Crashes that systemd handles alone.</summary>
    public const int CrashesAllowed = 5;

    /// <summary>
    /// Crashes in the window from which on a failed unit is at its start limit, and was not just stopped with a bad exit code.
    /// </summary>
    private const int CrashesAtStartLimit = 3;

    /// <summary>In which crashes are counted.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    /// <summary>Ready for this long, its backoff is reset.</summary>
    public static readonly TimeSpan ResetAfter = TimeSpan.FromSeconds(600);

    private static readonly ExponentialBackoff Backoff = new(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(300));

    /// <summary>Nothing has happened.</summary>
    public static CrashBackoff None { get; } = new();

    /// <summary>When it crashed, within the window.</summary>
    public ImmutableArray<TimeSpan> Crashes { get; init; } = [];

    /// <summary>How many times the controller has waited; 0: systemd supervises.</summary>
    public int Level { get; init; }

    /// <summary>It is not started before.</summary>
    public TimeSpan? Until { get; init; }

    /// <summary>The controller has taken over.</summary>
    public bool IsCrashLooping => Level > 0;

    /// <summary>How long the wait of a level is.</summary>
    public static TimeSpan DelayOf(int level) => Backoff.After(level);

    /// <summary>Counts crashes. The level rises when the controller has to take over, or has and it crashed again.</summary>
    /// <param name="hasFailed">The unit is failed: systemd does not start it again.</param>
    public CrashBackoff WithCrashes(int count, bool hasFailed, TimeSpan now)
    {
        ImmutableArray<TimeSpan> crashes =
            [.. Crashes.Where(crash => now - crash < Window), .. Enumerable.Repeat(now, Math.Min(count, CrashesAllowed + 1))];
        var takesOver = IsCrashLooping || crashes.Length > CrashesAllowed || (hasFailed && crashes.Length >= CrashesAtStartLimit);
        return takesOver
            ? new CrashBackoff { Level = Level + 1, Until = now + DelayOf(Level + 1) }
            : this with { Crashes = crashes };
    }
}
