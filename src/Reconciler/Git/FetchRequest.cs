using OciReconciler.Model.Git;

namespace OciReconciler.Git;

/// <summary>What is to be fetched.</summary>
internal sealed record FetchRequest
{
    /// <summary>Another ref than the source's, for a plan; null: the source's.</summary>
    public string? Revision { get; init; }

    /// <summary>The commit whose files the caller has already: they are not read again.</summary>
    public CommitId? Known { get; init; }

    /// <summary>The commit that was accepted last: what does not descend from it is refused. Null: nothing was.</summary>
    public CommitId? Accepted { get; init; }

    /// <summary>Takes a commit that does not descend from <see cref="Accepted"/>.</summary>
    public bool AllowRewind { get; init; }

    /// <summary>Folders of the revision in force, as <see cref="RepositoryPaths.Folders"/> has them.</summary>
    public ImmutableArray<string> Folders { get; init; } = [];
}
