using System.Text.Json.Serialization;
using OciReconciler.DBus.Units;
using OciReconciler.Desired;
using OciReconciler.Model.Events;
using OciReconciler.Model.Status;
using OciReconciler.Observing;
using OciReconciler.Units;

namespace OciReconciler.Cli;

/// <summary>What <c>describe</c> shows, in both forms.</summary>
internal sealed record DescribeView
{
    /// <summary>The workload's name.</summary>
    public required string Name { get; init; }

    /// <summary>Its unit, or null when it has none.</summary>
    public string? Unit { get; init; }

    /// <summary>As published, or null when no controller has published it.</summary>
    public WorkloadStatus? Status { get; init; }

    /// <summary>Whether a controller runs.</summary>
    public bool ControllerRunning { get; init; }

    /// <summary>Whether it is paused now.</summary>
    public bool Paused { get; init; }

    /// <summary>Whether systemd could be asked.</summary>
    public bool SystemdAnswers { get; init; }

    /// <summary>What systemd says now, or null when it cannot be asked or does not know the unit.</summary>
    public DescribedUnit? Live { get; init; }

    /// <summary>Workloads that depend on it.</summary>
    public ImmutableArray<string> Dependents { get; init; } = [];

    /// <summary>The git source that declares it, or null.</summary>
    public SourceReport? Source { get; init; }

    /// <summary>Its last events, oldest first.</summary>
    public ImmutableArray<WorkloadEvent> Events { get; init; } = [];

    /// <summary>The last lines of its unit in the journal.</summary>
    public ImmutableArray<string> Log { get; init; } = [];
}

/// <summary>What systemd says of a unit.</summary>
internal sealed record DescribedUnit
{
    /// <summary>loaded, ...</summary>
    public required string LoadState { get; init; }

    /// <summary>active, ...</summary>
    public required string ActiveState { get; init; }

    /// <summary>running, ...</summary>
    public required string SubState { get; init; }

    /// <summary>Since when it is in this state, or null.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>systemd's id of its last start, 32 hex digits; empty: it was never started.</summary>
    public string InvocationId { get; init; } = "";

    /// <summary>How often systemd restarted it since it was last started.</summary>
    public uint Restarts { get; init; }

    /// <summary>How its last run ended, or null when none has ended.</summary>
    public LastExit? LastExit { get; init; }

    /// <summary>An administrator's drop-ins, as systemd last read them.</summary>
    public ImmutableArray<string> DropIns { get; init; } = [];

    /// <summary>Something on disk has changed that systemd has not read: a drop-in that counts after a daemon-reload.</summary>
    public bool NeedsReload { get; init; }

    /// <summary>Units that name this one in a dependency.</summary>
    public ImmutableArray<string> NamedBy { get; init; } = [];

    /// <summary>The same of a service.</summary>
    public static DescribedUnit From(ServiceProperties service)
    {
        var (unit, run) = (service.Unit, UnitRunReader.Read(service));
        return new DescribedUnit
        {
            LoadState = unit.LoadState,
            ActiveState = unit.ActiveState,
            SubState = unit.SubState,
            Since = unit.StateChangedAt,
            InvocationId = run.InvocationId,
            Restarts = run.Restarts,
            LastExit = run.LastExit,
            DropIns = unit.DropInPaths,
            NeedsReload = unit.NeedsDaemonReload,
            NamedBy = UnitObserver.NamedBy(unit),
        };
    }
}

/// <summary>Source-generated JSON of <c>describe</c>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true)]
[JsonSerializable(typeof(DescribeView))]
internal sealed partial class DescribeJsonContext : JsonSerializerContext;
