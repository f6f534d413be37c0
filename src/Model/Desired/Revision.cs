namespace OciReconciler.Model.Desired;

/// <summary>A version of a workload, whether a manifest declares it now or it is the last valid or the stable one.</summary>
/// <param name="Document">The canonical manifest, <c>metadata.labels</c> included: equal documents are equal revisions.</param>
public sealed record Revision(WorkloadSpec Spec, string Document)
{
    /// <summary>Why this controller does not define it, when another one accepted it; else null.</summary>
    public Refusal? Refusal { get; init; }

    /// <summary>The workload.</summary>
    public WorkloadKey Key => Spec.Key;

    /// <summary>The same document, whatever the spec that it was parsed into.</summary>
    public bool Equals(Revision? other) => other is not null && string.Equals(Document, other.Document, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => Document.GetHashCode(StringComparison.Ordinal);
}
