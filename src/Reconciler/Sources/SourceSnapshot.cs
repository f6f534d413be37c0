namespace OciReconciler.Sources;

/// <summary>Everything one source has to say now.</summary>
/// <param name="Source">Its name: the directory, absolute, or the name of a git source.</param>
/// <param name="State">Whether the listing can be trusted.</param>
/// <param name="Files">The files, in order of path. While the directory cannot be listed: those known before, marked missing.</param>
internal sealed record SourceSnapshot(string Source, SourceState State, ImmutableArray<SourceFile> Files)
{
    /// <summary>
    /// These are the files of earlier: whether it is to declare others by now is being looked for, and nothing is removed before that.
    /// </summary>
    public bool AwaitsFirstLook { get; init; }

    /// <summary>What lies there and is not read.</summary>
    public IgnoredEntries Ignored { get; init; } = IgnoredEntries.None;
}
