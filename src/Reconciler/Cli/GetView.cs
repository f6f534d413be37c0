using System.Text.Json.Serialization;
using OciReconciler.DBus.Units;
using OciReconciler.Desired;
using OciReconciler.Model.Events;
using OciReconciler.Model.Status;

namespace OciReconciler.Cli;

/// <summary>What <c>get</c> shows.</summary>
/// <param name="Sources">Files and what is wrong with them.</param>
/// <param name="ControllerRuns">Whether a controller holds the lock.</param>
/// <param name="Events">Of the one workload that was asked about: its last few.</param>
internal sealed record GetView(IReadOnlyList<GetRow> Rows, SourcesReport Sources, bool ControllerRuns, ImmutableArray<WorkloadEvent> Events)
{
    /// <summary>Whether one workload was asked about, not all.</summary>
    public bool IsOfOne { get; init; }
}

/// <summary>One workload.</summary>
/// <param name="Live">systemd's row now, or null when the unit is not loaded.</param>
/// <param name="LiveKnown">Whether systemd could be asked.</param>
internal sealed record GetRow(WorkloadStatus Status, UnitStatus? Live, bool LiveKnown)
{
    /// <summary>systemd's word now, such as "active (running)".</summary>
    public string UnitState => Live is { } row ? $"{row.ActiveState} ({row.SubState})" : LiveKnown ? "not loaded" : "unknown";

    /// <summary>One word for people: as published, unless systemd says by now that what was published as running is not.</summary>
    public string Phase =>
        LiveKnown ? UnitPhase.Newer(Status.Phase, Status.AutoStart, Live?.ActiveState, Live?.SubState) : Status.Phase;

    /// <summary>The condition that a reader should see first.</summary>
    public Condition? Trouble =>
        Paused
        ?? Status.Find(ConditionTypes.Degraded, "True")
        ?? Status.Find(ConditionTypes.ManifestValid, "False")
        ?? Status.Find(ConditionTypes.Progressing, "True")
        ?? Status.Find(ConditionTypes.Ready, "False")
        ?? Pinned
        ?? Find(Reasons.DeclaredTwice);

    /// <summary>What a reader should see first, in words; empty when all is well.</summary>
    public string Message => Trouble is { } trouble ? $"{trouble.Reason}: {trouble.Message}"
        : Status.Warnings is [var warning, ..] ? $"Warning: {warning.Reason}: {warning.Message}"
        : "";

    private Condition? Paused => Status.Paused ? Status.Find(ConditionTypes.Progressing) : null;

    private Condition? Pinned => Find(Reasons.PinnedByForeignUnit);

    private Condition? Find(string reason) => Status.Conditions.FirstOrDefault(condition => condition.Reason == reason);
}

/// <summary><c>get -o json</c>.</summary>
internal sealed record GetDocument(IReadOnlyList<GetItem> Items, SourcesReport Sources, bool ControllerRunning);

/// <summary>One workload of <c>get -o json</c>.</summary>
internal sealed record GetItem(WorkloadStatus Status, GetLiveUnit? Live);

/// <summary>systemd's row.</summary>
internal sealed record GetLiveUnit(string LoadState, string ActiveState, string SubState);

/// <summary>Source-generated JSON of <c>get</c>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(GetDocument))]
internal sealed partial class GetJsonContext : JsonSerializerContext;
