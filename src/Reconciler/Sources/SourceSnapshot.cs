namespace OciReconciler.Sources;

/// <summary>Everything one source has to say now.</summary>
/// <param name="Source">The directory, absolute.</param>
/// <param name="State">Whether the listing can be trusted.</param>
/// <param name="Files">The files, in order of path. While the directory cannot be listed: those known before, marked missing.</param>
internal sealed record SourceSnapshot(string Source, SourceState State, ImmutableArray<SourceFile> Files)
{
    /// <summary>What lies there and is not read.</summary>
    public IgnoredEntries Ignored { get; init; } = IgnoredEntries.None;
}
