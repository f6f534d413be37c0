using OciReconciler.Model.Git;

namespace OciReconciler.Sources;

/// <summary>What sources.json says of a git source. Everybody may read it: nothing secret is in it.</summary>
internal sealed record GitSourceReport
{
    /// <summary>The address, by the configuration.</summary>
    public required string Url { get; init; }

    /// <summary>The ref, by the configuration; empty: what HEAD names.</summary>
    public required string Ref { get; init; }

    /// <summary>The path in the repository; empty: all of it.</summary>
    public required string Path { get; init; }

    /// <summary>Whose signatures are asked for: off, ssh, openpgp or both.</summary>
    public required string Verification { get; init; }

    /// <summary>notFetched, failed, refused, waiting, accepted, applied or rolledBack: what became of the newest revision.</summary>
    public required string State { get; init; }

    /// <summary>What the ref named last; null: not known.</summary>
    public GitCommitReport? Wanted { get; init; }

    /// <summary>The commit whose files were fetched last.</summary>
    public GitCommitReport? Fetched { get; init; }

    /// <summary>The commit whose signature was good last.</summary>
    public GitCommitReport? Verified { get; init; }

    /// <summary>The commit that was fetched and is not in force yet; null: none waits.</summary>
    public GitCommitReport? Waiting { get; init; }

    /// <summary>The commit that is in force.</summary>
    public GitCommitReport? Accepted { get; init; }

    /// <summary>The commit of which all workloads were ready last.</summary>
    public GitCommitReport? Applied { get; init; }

    /// <summary>Whose signature the commit in force bears; null: none was asked for when it was accepted.</summary>
    public string? Signer { get; init; }

    /// <summary>What is wrong, or null.</summary>
    public GitErrorReport? Error { get; init; }

    /// <summary>When it was last fetched without a failure; null: not since the controller started.</summary>
    public DateTimeOffset? LastFetch { get; init; }

    /// <summary>When it is fetched next, unless something asks for it earlier.</summary>
    public DateTimeOffset? NextFetch { get; init; }

    /// <summary>Whether somebody froze it.</summary>
    public bool Frozen { get; init; }

    /// <summary>What a fetched revision waits for: freeze, window, signature or nothing (empty).</summary>
    public string WaitingFor { get; init; } = "";

    /// <summary>When the window opens that it waits for; null: it waits for none, or none will open.</summary>
    public DateTimeOffset? WaitingUntil { get; init; }

    /// <summary>Which revision waits, and what for, for people; empty: none does.</summary>
    public string WaitingMessage
    {
        // The generated JSON reader leaves out the initializer: an earlier controller wrote no such member.
        get => field ?? "";
        init;
    }

    /// <summary>What the commit in force waits for until it is applied, without a subject; empty: nothing, or that is not known.</summary>
    public string Outstanding
    {
        get => field ?? "";
        init;
    }

    /// <summary>What of the commit in force has errors and is left out, without a subject; empty: nothing.</summary>
    public string LeftOut
    {
        get => field ?? "";
        init;
    }

    /// <summary>Commits that were in force, did not become ready, and are not taken again; the newest last.</summary>
    public IReadOnlyList<GitCommitReport> GivenUp { get; init; } = [];

    internal bool IsWhole => GivenUp is not null && GivenUp.All(commit => commit is not null) && Error is null or { IsWhole: true };
}

/// <summary>A commit of a git source.</summary>
internal sealed record GitCommitReport
{
    /// <summary>A commit.</summary>
    /// <param name="at">When it was seen, fetched, accepted or applied.</param>
    public static GitCommitReport Of(CommitInfo commit, DateTimeOffset at) => new()
    {
        Commit = commit.Id.Digits,
        Author = commit.Author,
        Subject = commit.Subject,
        Time = commit.Time,
        At = at,
    };

    /// <summary>All its digits.</summary>
    public required string Commit { get; init; }

    /// <summary>Its author's name.</summary>
    public required string Author { get; init; }

    /// <summary>The first line of its message.</summary>
    public required string Subject { get; init; }

    /// <summary>When it was committed.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>When it was seen, fetched, accepted or applied.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>What is wrong with a git source.</summary>
internal sealed record GitErrorReport
{
    /// <summary>As events have it.</summary>
    public required string Reason { get; init; }

    /// <summary>What happened and what to do.</summary>
    public required string Message { get; init; }

    /// <summary>Since when.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>The errors of a refused revision, each <c>SOURCE@COMMIT:PATH:LINE: JSONPATH: MESSAGE</c>; at most 100.</summary>
    public IReadOnlyList<string> Errors { get; init; } = [];

    internal bool IsWhole => Errors?.All(error => error is not null) == true;
}
