using OciReconciler.Model.Git;

namespace OciReconciler.Hooks;

/// <summary>What somebody may want to be told of a git source.</summary>
/// <param name="Source">Its name.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="State">What became of that.</param>
/// <param name="Reason">One of <see cref="Reasons"/>.</param>
/// <param name="Message">What happened and what to do: sentences for people.</param>
internal sealed record SyncNotice(string Source, SyncSubject Subject, SyncState State, string Reason, string Message)
{
    /// <summary>The commit that it is about; null: none was fetched.</summary>
    public CommitInfo? Commit { get; init; }

    /// <summary>The commit that was applied last: all of its workloads were ready. Null: none yet.</summary>
    public CommitInfo? Applied { get; init; }

    /// <summary>Somebody has to do something: because of this, or of anything else of the source.</summary>
    public bool SourceIsWrong { get; init; }
}

/// <summary>What a notice is about; what is wrong with a later one is the more urgent.</summary>
internal enum SyncSubject
{
    /// <summary>The revision in force.</summary>
    InForce,

    /// <summary>The newest revision, which is not in force.</summary>
    Newest,

    /// <summary>The repository: whether it can be fetched, and what comes from it be kept.</summary>
    Repository,
}

/// <summary>What became of a revision.</summary>
internal enum SyncState
{
    /// <summary>It is fetched and good, and waits for a window or the end of a freeze.</summary>
    Waiting,

    /// <summary>It is in force.</summary>
    Accepted,

    /// <summary>It is in force, and all of its workloads are ready.</summary>
    Applied,

    /// <summary>It could not be fetched, or is in force and a workload of it does not become ready.</summary>
    Failed,

    /// <summary>It was fetched and is not taken.</summary>
    Refused,

    /// <summary>It was in force, its workloads did not become ready, and the one before is in force again.</summary>
    RolledBack,
}

/// <summary>What states mean.</summary>
internal static class SyncStates
{
    /// <summary>Whether somebody has to do something.</summary>
    public static bool IsWrong(this SyncState state) => state is SyncState.Failed or SyncState.Refused or SyncState.RolledBack;

    /// <summary>As sources.json and hooks have it.</summary>
    public static string Name(this SyncState state) => state switch
    {
        SyncState.Waiting => "waiting",
        SyncState.Accepted => "accepted",
        SyncState.Applied => "applied",
        SyncState.Failed => "failed",
        SyncState.Refused => "refused",
        _ => "rolledBack",
    };
}
