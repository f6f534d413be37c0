using OciReconciler.Model.Status;

namespace OciReconciler.Sync;

/// <summary>What is wanted of a workload, and what was published of it.</summary>
/// <param name="Source">The source whose declaration is in force.</param>
/// <param name="IsAsDeclared">False: the declaration was rejected, and an earlier one stays in its place.</param>
/// <param name="Generation">Of what is wanted.</param>
/// <param name="Status">As this process published it last, or null.</param>
internal sealed record WantedWorkload(string Source, bool IsAsDeclared, long Generation, WorkloadStatus? Status);

/// <summary>How far a revision has come: whether all of its workloads are ready. Pure.</summary>
internal abstract record RevisionProgress
{
    private static readonly string[] Failures = [Reasons.RolledBack, Reasons.ProgressDeadlineExceeded, Reasons.CrashLoopBackOff];

    /// <summary>All of them are ready, or defined where they are started on demand.</summary>
    public sealed record Ready : RevisionProgress;

    /// <summary>Some are not yet.</summary>
    public sealed record Underway : RevisionProgress;

    /// <summary>One did not become ready.</summary>
    /// <param name="Message">Which, and why.</param>
    public sealed record Failed(WorkloadKey Workload, string Message) : RevisionProgress;

    /// <summary>Judges by what was published.</summary>
    /// <param name="source">The source.</param>
    /// <param name="workloads">What the revision declares.</param>
    /// <param name="find">What is wanted of a workload; null: nothing.</param>
    public static RevisionProgress Of(string source, IEnumerable<WorkloadKey> workloads, Func<WorkloadKey, WantedWorkload?> find)
    {
        var isReady = true;
        foreach (var key in workloads)
        {
            // A name that another source declared first is that source's.
            if (find(key) is not { IsAsDeclared: true } wanted || wanted.Source != source)
                continue;
            if (wanted.Status is not { } status || status.Generation != wanted.Generation)
            {
                isReady = false;
                continue;
            }

            if (FailureOf(status) is { } message)
                return new Failed(key, message);
            isReady &= IsReady(status);
        }

        return isReady ? new Ready() : new Underway();
    }

    private static bool IsReady(WorkloadStatus status) => status.Paused
        || (status.InSync
            && status.Find(ConditionTypes.Ready)?.Status == "True"
            && status.Find(ConditionTypes.Progressing)?.Status == "False");

    private static string? FailureOf(WorkloadStatus status) => status switch
    {
        { Paused: true } => null,
        { RolledBack: { } rolledBack } => $"{status.Name}: {rolledBack.Reason}: {rolledBack.Message}",
        _ when status.Find(ConditionTypes.Degraded, "True") is { } degraded && Failures.Contains(degraded.Reason, StringComparer.Ordinal) =>
            $"{status.Name}: {degraded.Reason}: {degraded.Message}",
        _ => null,
    };
}
