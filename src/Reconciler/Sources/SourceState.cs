namespace OciReconciler.Sources;

/// <summary>Whether a source's listing can be trusted.</summary>
/// <param name="Message">What is wrong and what to do; empty when nothing is.</param>
internal sealed record SourceState(SourceStateKind Kind, string Message)
{
    /// <summary>Who besides root could change what is in it; null: nobody.</summary>
    public string? Exposure { get; init; }

    /// <summary>Listed, nothing to say.</summary>
    public static SourceState Ready { get; } = new(SourceStateKind.Ready, "");

    /// <summary>The files are those that are there now.</summary>
    public bool IsListed => Kind is SourceStateKind.Ready or SourceStateKind.ForeignFilesystem;
}

/// <summary>The states of a source.</summary>
internal enum SourceStateKind
{
    /// <summary>Listed in full.</summary>
    Ready,

    /// <summary>There is no such directory. It is waited for.</summary>
    Missing,

    /// <summary>A git source of which no revision is known yet.</summary>
    NotFetched,

    /// <summary>It is there and cannot be listed.</summary>
    Unreadable,

    /// <summary>Listed, but on another file system than before, and workloads known before are not in it: nothing may be removed.</summary>
    ForeignFilesystem,
}
