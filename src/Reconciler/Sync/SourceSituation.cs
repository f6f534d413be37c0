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
    public bool IsWrong => State is SyncState.Failed or SyncState.Refused or SyncState.RolledBack;

    /// <summary>Whether it says the same as another, whenever either began.</summary>
    public bool Says(SourceSituation? other) => other is not null
        && (State, Reason, Commit?.Id) == (other.State, other.Reason, other.Commit?.Id)
        && Model.Events.VolatileText.Normalize(Message) == Model.Events.VolatileText.Normalize(other.Message);
}
