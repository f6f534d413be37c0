using System.Collections.Immutable;
using OciReconciler.Model.Workloads;

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

    /// <summary>Its runs, or null when they were not read: nothing has changed since they last were.</summary>
    public UnitRun? Run { get; init; }

    /// <summary>Known only when <see cref="HasDetails"/>: where its file lies; empty for none.</summary>
    public string FragmentPath { get; init; } = "";

    /// <summary>Known only when <see cref="HasDetails"/>: other units that name this one in a dependency (our holder and systemd's own implicit units left out).</summary>
    public ImmutableArray<string> NamedBy { get; init; } = [];

    /// <summary>Known only when <see cref="HasDetails"/>: units that this one requires.</summary>
    public ImmutableArray<string> Requires { get; init; } = [];

    /// <summary>Known only when <see cref="HasDetails"/>: it was active before and ended.</summary>
    public bool HasRun { get; init; }

    /// <summary>Whether properties beyond the listing's row were read.</summary>
    public bool HasDetails { get; init; }

    /// <summary>There is a process or a start or stop under way.</summary>
    public bool IsUp => ActiveState is not ("inactive" or "failed");

    /// <summary>Running, or systemd is about to see to it.</summary>
    public bool IsStartedOrStarting => ActiveState is "active" or "activating" or "reloading" or "refreshing";

    /// <summary>systemd has usable settings for it.</summary>
    public bool IsLoaded => LoadState == "loaded";
}
