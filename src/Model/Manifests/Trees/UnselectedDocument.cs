namespace OciReconciler.Model.Manifests.Trees;

/// <summary>A manifest or overlay of a repository that is for other hosts than the one it is rendered for: it is not looked into.</summary>
/// <param name="File">The name for messages.</param>
/// <param name="Line">Line of the document, from 1.</param>
/// <param name="Path">JSON path of the document.</param>
/// <param name="Selector">Labels of the hosts that it is for.</param>
public sealed record UnselectedDocument(string File, int Line, string Path, ImmutableSortedDictionary<string, string> Selector)
{
    /// <summary>Labels of the selector that the host does not have, with any value.</summary>
    public required ImmutableSortedSet<string> UnknownLabels { get; init; }

    /// <summary>The host has a label of the selector with another value.</summary>
    public required bool IsForOthers { get; init; }

    /// <summary>Of a host with these labels.</summary>
    internal static UnselectedDocument Of(
        string file,
        int line,
        string path,
        ImmutableSortedDictionary<string, string> selector,
        ImmutableSortedDictionary<string, string> labels) =>
        new(file, line, path, selector)
        {
            UnknownLabels = selector.Keys.Where(label => !labels.ContainsKey(label)).ToImmutableSortedSet(StringComparer.Ordinal),
            IsForOthers = selector.Any(wanted => labels.TryGetValue(wanted.Key, out var value) && value != wanted.Value),
        };
}
