namespace OciReconciler.Model.Nodes;

/// <summary>Which hosts a selector selects: those that have each of its labels with its value. Pure; any thread.</summary>
public static class NodeSelectors
{
    /// <summary>Whether it selects a host with these labels. An empty selector selects every host.</summary>
    /// <param name="selector">Label to value.</param>
    /// <param name="labels">Those of the host.</param>
    public static bool Selects(
        ImmutableSortedDictionary<string, string> selector, ImmutableSortedDictionary<string, string> labels) =>
        selector.All(wanted => labels.TryGetValue(wanted.Key, out var value)
            && string.Equals(value, wanted.Value, StringComparison.Ordinal));

    /// <summary>The selector in one line, the same for the same selector: <c>os=debian,role=web</c>.</summary>
    public static string Text(ImmutableSortedDictionary<string, string> selector) =>
        string.Join(',', selector.Select(wanted => $"{wanted.Key}={wanted.Value}"));
}
