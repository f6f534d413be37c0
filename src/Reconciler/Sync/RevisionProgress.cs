using OciReconciler.Model.Status;

namespace OciReconciler.Sync;

/// <summary>What is wanted of a workload, and what was published of it.</summary>
/// <param name="Source">The source whose declaration is in force.</param>
/// <param name="IsAsDeclared">False: the declaration was rejected, and an earlier one stays in its place.</param>
/// <param name="Generation">Of what is wanted.</param>
/// <param name="Status">As this process published it last, or null.</param>
internal sealed record WantedWorkload(string Source, bool IsAsDeclared, long Generation, WorkloadStatus? Status)
{
    /// <summary>Why its declaration was rejected; empty: it was not.</summary>
    public string Problem { get; init; } = "";

    /// <summary>How long it may take to become ready.</summary>
    public TimeSpan Deadline { get; init; }
}

/// <summary>A workload that did not become ready.</summary>
/// <param name="Message">Which, and why.</param>
internal sealed record WorkloadFailure(WorkloadKey Workload, string Message);

/// <summary>How far a revision has come: whether all of its workloads are ready. Pure.</summary>
internal abstract record RevisionProgress
{
    /// <summary>What is outstanding when all workloads are ready.</summary>
    public const string Removals = "waits for the removal of what it does not declare any more";

    /// <summary>All of them are ready, or defined where they are started on demand, and what was declared before is removed.</summary>
    public sealed record Ready : RevisionProgress;

    /// <summary>Some are not yet.</summary>
    /// <param name="Outstanding">What is waited for, without a subject: <c>waits for NAME, and 2 more: REASON: MESSAGE</c>.</param>
    public sealed record Underway(string Outstanding) : RevisionProgress;

    /// <summary>Some did not become ready.</summary>
    /// <param name="Workloads">At least one.</param>
    public sealed record Failed(ImmutableArray<WorkloadFailure> Workloads) : RevisionProgress;

    /// <summary>What it declares of a workload is not in force: it contradicts another source.</summary>
    /// <param name="Message">Which, and why.</param>
    public sealed record Rejected(string Message) : RevisionProgress;

    /// <summary>Judges by what was published.</summary>
    /// <param name="source">The source.</param>
    /// <param name="workloads">What the revision declares.</param>
    /// <param name="find">What is wanted of a workload; null: nothing.</param>
    /// <param name="isRemoving">Whether something is still to be removed that the source declared before.</param>
    /// <param name="age">How long the revision has been in force.</param>
    public static RevisionProgress Of(
        string source, IEnumerable<WorkloadKey> workloads, Func<WorkloadKey, WantedWorkload?> find, Func<bool> isRemoving, TimeSpan age)
    {
        var unready = new List<(WorkloadKey Key, WorkloadStatus? Status)>();
        var failed = ImmutableArray.CreateBuilder<WorkloadFailure>();
        string? rejected = null;
        foreach (var key in workloads)
        {
            var wanted = find(key);
            // A name that another source declared first is that source's.
            if (wanted is not null && wanted.Source != source)
                continue;
            if (wanted is not { IsAsDeclared: true })
            {
                rejected ??= Sentences.Join($"{key}: its declaration is not in force.", wanted?.Problem ?? "");
                continue;
            }

            if (wanted.Status is not { } status || status.Generation != wanted.Generation)
            {
                unready.Add((key, null));
                continue;
            }

            if (FailureOf(status, age >= wanted.Deadline) is { } message)
                failed.Add(new WorkloadFailure(key, message));
            if (!IsReady(status))
                unready.Add((key, status));
        }

        if (failed.Count > 0)
            return new Failed(failed.ToImmutable());
        if (rejected is not null)
            return new Rejected(rejected);
        if (unready.Count > 0)
            return new Underway(WaitsFor(unready));
        return isRemoving() ? new Underway(Removals) : new Ready();
    }

    // What has an obstacle tells more than what is only not ready yet.
    private static string WaitsFor(List<(WorkloadKey Key, WorkloadStatus? Status)> unready)
    {
        var (key, status) = unready.OrderBy(workload => workload.Status?.Obstacle is null).ThenBy(workload => workload.Key).First();
        var more = unready.Count > 1 ? $", and {unready.Count - 1} more" : "";
        return $"waits for {key}{more}{(status is null ? "" : Why(status))}";
    }

    private static string Why(WorkloadStatus status)
    {
        if (status.Obstacle is { } obstacle)
            return $": {obstacle.Reason}: {obstacle.Message}";
        var condition = status.Find(ConditionTypes.Progressing, "True") ?? status.Find(ConditionTypes.Ready, "False");
        return condition is null ? "" : $": {condition.Reason}: {condition.Message}";
    }

    private static bool IsReady(WorkloadStatus status) => status.Paused
        || (status.InSync
            && status.Find(ConditionTypes.Ready)?.Status == "True"
            && status.Find(ConditionTypes.Progressing)?.Status == "False");

    // What is applied has its own clock. What cannot be applied has none: it may be mended by itself, but not for ever.
    private static string? FailureOf(WorkloadStatus status, bool isLate) => status switch
    {
        { Paused: true } => null,
        { RolledBack: { } rolledBack } => $"{status.Name}: {rolledBack.Reason}: {rolledBack.Message}",
        { Failure: { } failure } => Text(status, failure),
        { Obstacle: { } obstacle } when isLate && !IsReady(status) => Text(status, obstacle),
        _ => null,
    };

    private static string Text(WorkloadStatus status, FailureReason why) => $"{status.Name}: {why.Reason}: {why.Message}";
}
