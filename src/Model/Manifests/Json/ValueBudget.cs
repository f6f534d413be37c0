namespace OciReconciler.Model.Manifests.Json;

/// <summary>How many values several files may have together, since all of them are in memory at once. For one thread.</summary>
/// <param name="most">The number.</param>
/// <param name="excess">What to say when there are more.</param>
internal sealed class ValueBudget(int most, string excess)
{
    /// <summary>How many there may be yet.</summary>
    public int Left { get; private set; } = most;

    /// <summary>What to say when there are more.</summary>
    public string Excess => excess;

    /// <summary>Takes some, or, when there are not so many left, all.</summary>
    /// <returns>Whether there were so many.</returns>
    public bool TryTake(long count)
    {
        var isEnough = count <= Left;
        Left -= (int)Math.Min(count, Left);
        return isEnough;
    }
}
