using System.Text.Json;
using System.Text.Json.Serialization;
using OciReconciler.Desired;
using OciReconciler.Model.Rollouts;
using OciReconciler.Observing;
using OciReconciler.State;

namespace OciReconciler.Cli;

/// <summary>One workload of a plan.</summary>
/// <param name="Action">
/// none, create, replace, start, restart, halt, hold, remove, forget, waiting, blocked, conflict, pending; held: the version before is in
/// force in place of the manifest's, which was rolled back and is not tried again, or cannot be prepared yet.
/// </param>
/// <param name="Changes">Fields that differ from what is applied, as far as that is known.</param>
/// <param name="Waits">The way units are rendered changed: applied when the controller next replaces or starts it.</param>
internal sealed record PlannedWorkload(
    string Name, string Action, string Reason, string Message, IReadOnlyList<FieldChange> Changes, bool Waits)
{
    /// <summary>What the host lacks, so that it could not be started; sentences.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>What <c>plan</c> prints.</summary>
internal sealed record PlanReport(IReadOnlyList<PlannedWorkload> Workloads)
{
    /// <summary>Whether the controller would do something, or is kept from it.</summary>
    [JsonIgnore]
    public bool HasChanges => Workloads.Any(workload => workload.Action is not ("none" or "forget"));

    public static PlanReport From(
        Plan plan,
        DesiredView desired,
        Observation observation,
        LastAppliedSpecs appliedSpecs,
        Func<WorkloadKey, RolloutRecord> recordOf)
    {
        return new([.. plan.Decisions.Select(entry => Of(entry.Key, entry.Value))]);

        PlannedWorkload Of(WorkloadKey key, Decision decision) =>
            RolledBack(key, decision, desired, recordOf) ?? Planned(key, decision, desired, observation, appliedSpecs);
    }

    /// <summary>With what the host lacks.</summary>
    /// <param name="warnings">By the name of the workload.</param>
    public PlanReport With(ILookup<string, string> warnings) =>
        new([.. Workloads.Select(workload => workload with { Warnings = [.. warnings[workload.Name]] })]);

    public string ToJson() => JsonSerializer.Serialize(this, PlanJsonContext.Default.PlanReport);

    public IReadOnlyList<string> ToLines()
    {
        var lines = Workloads.SelectMany(Lines).ToList();
        var changes = Workloads.Count(workload => workload.Action is not ("none" or "forget"));
        lines.Add(changes == 0 ? "Nothing to do." : $"{changes} of {Workloads.Count} workloads differ.");
        return lines;
    }

    private static PlannedWorkload? RolledBack(
        WorkloadKey key, Decision decision, DesiredView desired, Func<WorkloadKey, RolloutRecord> recordOf)
    {
        if (decision.Action != PlanAction.None
            || decision.IsPaused
            || desired.State.Workloads.GetValueOrDefault(key) is not { Rollback: not null, LastValid.Revision: var manifest } workload)
            return null;
        // A change that cannot be prepared is tried again all the while.
        if (recordOf(key).Failed is { IsForNow: true } unprepared)
            return As(unprepared.Reason, unprepared.Message);
        var why = recordOf(key).Failed is { } bad ? $"{bad.Message} " : "";
        return As(
            Reasons.RolledBack,
            $"This manifest did not come up, and the version before is in force. {why}Change the manifest to have another try.");

        PlannedWorkload As(string reason, string message) =>
            new(key.Name, "held", reason, message, FieldDiff.Between(workload.Document, manifest.Document), Waits: false);
    }

    private static PlannedWorkload Planned(
        WorkloadKey key, Decision decision, DesiredView desired, Observation observation, LastAppliedSpecs appliedSpecs)
    {
        var applied = observation.Workloads[key].Applied;
        var member = desired.Members.GetValueOrDefault(key);
        var changes = decision.Reason == Reasons.SpecChanged && applied is not null
            ? appliedSpecs.ChangesSince(key, applied.DefinitionHash, desired.State.Workloads[key].Document)
            : [];
        var waits = decision.Action == PlanAction.None && applied is not null && member is not null
            && applied.RenderVersion != member.RenderVersion;
        var action = ActionNames.Of(decision.Action).ToLowerInvariant();
        return new PlannedWorkload(key.Name, action, decision.Reason, decision.Message, changes, waits);
    }

    private static bool IsLeftAlone(PlannedWorkload workload) => workload is { Action: "none", Reason: not Reasons.InSync };

    private static IEnumerable<string> Lines(PlannedWorkload workload)
    {
        if (workload.Action is not ("none" or "forget") || IsLeftAlone(workload))
            yield return $"{workload.Name}: {workload.Action}: {workload.Reason}: {workload.Message}";
        foreach (var change in workload.Changes)
            yield return $"    {change}";
        foreach (var warning in workload.Warnings)
            yield return $"{workload.Name}: warning: {warning}";
        if (workload.Waits)
            yield return $"{workload.Name}: the way units are rendered changed; applied when it is next replaced or started.";
    }
}

/// <summary>Source-generated JSON of <c>plan</c>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(PlanReport))]
internal sealed partial class PlanJsonContext : JsonSerializerContext;
