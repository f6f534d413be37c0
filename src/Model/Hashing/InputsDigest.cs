namespace OciReconciler.Model.Hashing;

/// <summary>Digest of a workload's inputs as they are now, and what marks of earlier say for the same inputs.</summary>
/// <param name="Hash">What a mark that is made now says: 16 lower-case hex digits.</param>
public sealed record InputsDigest(string Hash)
{
    /// <summary>What marks say that were made of the same inputs without a key, or with another one, as far as that can be told.</summary>
    public ImmutableArray<string> Former { get; init; } = [];

    /// <summary>Whether a mark says that its unit was made of these inputs.</summary>
    /// <param name="applied">The digest in the mark.</param>
    public bool Matches(string applied) => applied == Hash || Former.Contains(applied, StringComparer.Ordinal);
}
