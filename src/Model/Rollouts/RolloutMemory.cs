using OciReconciler.Model.Observed;
using OciReconciler.Model.StartFailures;

namespace OciReconciler.Model.Rollouts;

/// <summary>What this process remembers of a workload between observations. Times are of the controller's monotonic clock.</summary>
public sealed record RolloutMemory
{
    /// <summary>Nothing was observed yet.</summary>
    public static RolloutMemory Empty { get; } = new();

    /// <summary>The version that was applied at the last observation.</summary>
    public RevisionId? Revision { get; init; }

    /// <summary>Since when that version has been in progress without a break of the engine.</summary>
    public TimeSpan? ProgressingSince { get; init; }

    /// <summary>The container that is ready.</summary>
    public string? ReadyContainer { get; init; }

    /// <summary>Since when it is ready.</summary>
    public TimeSpan? ReadySince { get; init; }

    /// <summary>The container that was paused when it was last observed as anything but healthy.</summary>
    public string? PausedContainer { get; init; }

    /// <summary>When it was last observed paused.</summary>
    public TimeSpan PausedUntil { get; init; }

    /// <summary>Since when the unit is active without a container of ours that runs.</summary>
    public TimeSpan? ContainerMissingSince { get; init; }

    /// <summary>Start of the main process whose container is missing.</summary>
    public ulong? ContainerMissingRun { get; init; }

    /// <summary>The controller has taken over from systemd, and it was neither stopped nor observed down since.</summary>
    public bool MustStop { get; init; }

    /// <summary>The container or run for which a restart is asked: each observation asks until there is another.</summary>
    public string? RestartRequestedFor { get; init; }

    /// <summary>The unit's runs, as last read.</summary>
    public UnitRun? Run { get; init; }

    /// <summary>
    /// How its main process last ended before the controller took over, as far as that was observed: systemd forgets it when it starts the
    /// next.
    /// </summary>
    public LastExit? LastExit { get; init; }

    /// <summary>The container when <see cref="Run"/> was read.</summary>
    public string? RunContainer { get; init; }

    /// <summary>The run whose failure was counted.</summary>
    public ulong? CountedFailure { get; init; }

    /// <summary>That failure was a stop, and no crash.</summary>
    public bool FailedByStop { get; init; }

    /// <summary>Crashes and their backoff.</summary>
    public CrashBackoff Crash { get; init; } = CrashBackoff.None;

    /// <summary>Why its engine could not start it, when it ended last because of that; else null.</summary>
    public StartFailure? StartFailure { get; init; }

    /// <summary>How many more observations are to find out why it ended: the journal may be late.</summary>
    public int ObservationsForCause { get; init; }

    /// <summary>How often in a row it ended because of its engine.</summary>
    public int EngineFailures { get; init; }

    /// <summary>When its engine last could not run it.</summary>
    public TimeSpan? EngineFailedAt { get; init; }

    /// <summary>
    /// When it may be started again after that: soon the first time, since an engine that was restarted is back by then; later each time,
    /// up to 300 s.
    /// </summary>
    public TimeSpan? EngineBackoffUntil => EngineFailedAt
        + (EngineFailures > 1 ? CrashBackoff.DelayOf(EngineFailures - 1) : TimeSpan.FromSeconds(2));

    /// <summary>When the controller restarted it because it was unhealthy or had lost its container.</summary>
    public ImmutableArray<TimeSpan> Restarts { get; init; } = [];
}
