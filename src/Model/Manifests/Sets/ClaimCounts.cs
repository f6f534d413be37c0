namespace OciReconciler.Model.Manifests.Sets;

/// <summary>How often each of some things is claimed, and whether any is claimed twice. Not thread-safe.</summary>
internal sealed class ClaimCounts<T>
    where T : notnull
{
    private readonly Dictionary<T, int> _counts = [];
    private int _twice;

    /// <summary>Something is claimed more than once.</summary>
    public bool AnyTwice => _twice > 0;

    /// <summary>Whether it is claimed.</summary>
    public bool Has(T claimed) => _counts.ContainsKey(claimed);

    /// <summary>One more.</summary>
    /// <returns>How many there are now.</returns>
    public int Add(T claimed)
    {
        var count = _counts.GetValueOrDefault(claimed) + 1;
        _counts[claimed] = count;
        if (count == 2)
            _twice++;
        return count;
    }

    /// <summary>One less of what was added.</summary>
    /// <returns>How many are left.</returns>
    public int Remove(T claimed)
    {
        var count = _counts[claimed] - 1;
        if (count == 0)
            _counts.Remove(claimed);
        else
            _counts[claimed] = count;
        if (count == 1)
            _twice--;
        return count;
    }
}
