namespace OciReconciler.Model.Workloads;

/// <summary>What a mark says of a version of a workload: two versions are the same when both digests are.</summary>
/// <param name="DefinitionHash"><c>SpecHash.Definition</c>.</param>
/// <param name="InputsHash"><c>InputsDigest.Hash</c>, or <see cref="OwnershipMark.Unknown"/>.</param>
public sealed record RevisionId(string DefinitionHash, string InputsHash)
{
    private const char Separator = '/';

    /// <summary>Reads <see cref="ToString"/> back. Any other text is the id of no version that could be applied.</summary>
    public static RevisionId Parse(string text)
    {
        var end = text.IndexOf(Separator, StringComparison.Ordinal);
        return end < 0 ? new(text, "") : new(text[..end], text[(end + 1)..]);
    }

    /// <summary><c>DEFINITIONHASH/INPUTSHASH</c>.</summary>
    public override string ToString() => $"{DefinitionHash}{Separator}{InputsHash}";
}
