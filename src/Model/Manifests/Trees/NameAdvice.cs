namespace OciReconciler.Model.Manifests.Trees;

/// <summary>
/// Names that were probably meant. A suggestion costs a comparison with every name: the first ones get one. For one rendering.
/// </summary>
internal sealed class NameAdvice
{
    private const int MaxComparisons = 20_000;

    private int _left = MaxComparisons;

    /// <summary>The nearest of the names, or null: none is near, or too much was compared.</summary>
    /// <param name="count">How many they are.</param>
    public string? Nearest(string given, IEnumerable<string> names, int count)
    {
        if (_left < count)
            return null;
        _left -= count;
        return Suggestions.Nearest(given, names);
    }
}
