namespace OciReconciler.Sources;

/// <summary>What lies in a manifest directory, may have been meant as a manifest and is not read.</summary>
/// <param name="First">The first of them by name, at most <see cref="Limit"/>.</param>
/// <param name="Count">How many there are.</param>
internal sealed record IgnoredEntries(ImmutableArray<IgnoredEntry> First, int Count)
{
    /// <summary>So many are named.</summary>
    public const int Limit = 20;

    /// <summary>There are none.</summary>
    public static IgnoredEntries None { get; } = new([], 0);

    /// <summary>Those among all entries of a directory.</summary>
    public static IgnoredEntries Among(string directory, IEnumerable<(string Name, bool IsDirectory)> entries)
    {
        var ignored = entries
            .Select(entry => (entry.Name, Reason: ManifestFileName.ReasonIgnored(entry.Name, entry.IsDirectory)))
            .Where(entry => entry.Reason is not null)
            .Select(entry => new IgnoredEntry(Path.Combine(directory, entry.Name), entry.Reason!))
            .OrderBy(entry => entry.Path, StringComparer.Ordinal)
            .ToList();
        return ignored.Count == 0 ? None : new IgnoredEntries([.. ignored.Take(Limit)], ignored.Count);
    }

    /// <inheritdoc/>
    public bool Equals(IgnoredEntries? other) =>
        other is not null && Count == other.Count && First.AsSpan().SequenceEqual(other.First.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => Count;
}

/// <summary>One of them.</summary>
/// <param name="Path">The file or directory.</param>
/// <param name="Reason">Why it is not read and what to do, without a subject.</param>
internal sealed record IgnoredEntry(string Path, string Reason);
