using OciReconciler.Hooks;
using OciReconciler.Model.Git;

namespace OciReconciler.Sync;

/// <summary>What there is to say of a git source at a moment.</summary>
/// <param name="Reason">One of <see cref="Reasons"/>.</param>
/// <param name="Message">Sentences for people.</param>
/// <param name="Commit">The commit that it is about, or null.</param>
/// <param name="Since">When it became so.</param>
internal sealed record SourceSituation(SyncState State, string Reason, string Message, CommitInfo? Commit, DateTimeOffset Since)
{
    /// <summary>The errors of a refused revision, as people are shown them.</summary>
    public ImmutableArray<string> Errors { get; init; } = [];

    /// <summary>Somebody has to do something.</summary>
    public bool IsWrong => State.IsWrong();

    /// <summary>Whether it says the same as another, whenever either began.</summary>
    public bool Says(SourceSituation? other) => other is not null
        && (State, Reason, Commit?.Id) == (other.State, other.Reason, other.Commit?.Id)
        && Model.Events.VolatileText.Normalize(Message) == Model.Events.VolatileText.Normalize(other.Message);
}

/// <summary>All there is to say of a git source at a moment.</summary>
/// <param name="Repository">What keeps it from being fetched, or its revisions from being kept; or null.</param>
/// <param name="Newest">What became of the newest revision, where that is not in force; or null.</param>
/// <param name="InForce">What became of the revision in force, or of the one that was given up for it; null: none is.</param>
internal sealed record SourceSituations(SourceSituation? Repository, SourceSituation? Newest, SourceSituation? InForce)
{
    /// <summary>Whether this process has fetched it: before that, null says nothing.</summary>
    public bool IsComplete { get; init; }

    /// <summary>What became of what was asked for last.</summary>
    public SourceSituation? Outcome => Repository ?? Newest ?? InForce;

    /// <summary>That of a subject, or null.</summary>
    public SourceSituation? Of(SyncSubject subject) => subject switch
    {
        SyncSubject.Repository => Repository,
        SyncSubject.Newest => Newest,
        _ => InForce,
    };

    /// <summary>The worst of them.</summary>
    public SourceSituation? Worst => new[] { Repository, Newest, InForce }.FirstOrDefault(situation => situation is { IsWrong: true })
        ?? Outcome;
}
