namespace OciReconciler.Model.Observed;

/// <summary>What systemd reports of one unit now.</summary>
public sealed record ObservedUnit
{
    /// <summary>Full unit name.</summary>
    public required string Name { get; init; }

    /// <summary>loaded, not-found, bad-setting, error, masked.</summary>
    public required string LoadState { get; init; }

    /// <summary>active, inactive, failed, activating, deactivating, reloading, ...</summary>
    public required string ActiveState { get; init; }

    /// <summary>running, dead, auto-restart, ...</summary>
    public string SubState { get; init; } = "";

    /// <summary>Our mark, or null when the unit is not ours.</summary>
    public OwnershipMark? Mark { get; init; }

    /// <summary>Type of a queued job ("start", "stop"), or empty.</summary>
    public string JobType { get; init; } = "";

    /// <summary>Id of that job; 0: there is none.</summary>
    public uint JobId { get; init; }

    /// <summary>For how long a job that the controller did not ask for has been seen; null: there is none.</summary>
    public TimeSpan? ForeignJob { get; init; }

    /// <summary>Its runs, or null when they were not read: nothing has changed since they last were.</summary>
    public UnitRun? Run { get; init; }

    /// <summary>How its last run ended, when it has ended since it was observed last and the journal says; else null.</summary>
    public UnitEnd? End { get; init; }

    /// <summary>Known only when <see cref="HasDetails"/>: where its file lies; empty for none.</summary>
    public string FragmentPath { get; init; } = "";

    /// <summary>
    /// Known only when <see cref="HasDetails"/>: other units that name this one in a dependency (our holder and systemd's own implicit
    /// units left out).
    /// </summary>
    public ImmutableArray<string> NamedBy { get; init; } = [];

    /// <summary>Known only when <see cref="HasDetails"/>: units of others that are to start this one.</summary>
    public ImmutableArray<UnitTrigger> Triggers { get; init; } = [];

    /// <summary>
    /// Known only when <see cref="HasDetails"/>: what an administrator has set with <c>systemctl set-property</c>, as <c>NAME=VALUE</c>.
    /// systemd drops it with the unit's definition.
    /// </summary>
    public ImmutableArray<string> SetProperties { get; init; } = [];

    /// <summary>Known only when <see cref="HasDetails"/>: units that this one requires.</summary>
    public ImmutableArray<string> Requires { get; init; } = [];

    /// <summary>Known only when <see cref="HasDetails"/>: it was active before and ended.</summary>
    public bool HasRun { get; init; }

    /// <summary>Whether properties beyond the listing's row were read.</summary>
    public bool HasDetails { get; init; }

    /// <summary>There is a process or a start or stop under way.</summary>
    public bool IsUp => ActiveState is not ("inactive" or "failed");

    /// <summary>It is down, and systemd is not about to start it: a start is the controller's to give.</summary>
    public bool NeedsStart => !IsUp && JobType is not ("start" or "restart");

    /// <summary>Nothing of its last run is left: it is down, or systemd is about to start it again.</summary>
    public bool IsRunOver => !IsUp || SubState.StartsWith("auto-restart", StringComparison.Ordinal);

    /// <summary>systemd starts it by itself (Restart=): nobody waits for that job. Any other start begins to count restarts anew.</summary>
    public bool IsRestartedBySystemd => ActiveState == "activating" && Run is { Restarts: > 0 };

    /// <summary>systemd has no definition of it, and remembers that it runs or has failed, or another unit names it.</summary>
    public bool IsFileGone => LoadState == "not-found";

    /// <summary>systemd has usable settings for it.</summary>
    public bool IsLoaded => LoadState == "loaded";
}
