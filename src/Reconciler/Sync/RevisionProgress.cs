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
    /// <summary>All of them are ready, or defined where they are started on demand, and what was declared before is removed.</summary>
    public sealed record Ready : RevisionProgress;

    /// <summary>Some are not yet.</summary>
    public sealed record Underway : RevisionProgress;

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
        var isReady = true;
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
                isReady = false;
                continue;
            }

            if (FailureOf(status, age >= wanted.Deadline) is { } message)
                failed.Add(new WorkloadFailure(key, message));
            isReady &= IsReady(status);
        }

        if (failed.Count > 0)
            return new Failed(failed.ToImmutable());
        if (rejected is not null)
            return new Rejected(rejected);
        return isReady && !isRemoving() ? new Ready() : new Underway();
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
