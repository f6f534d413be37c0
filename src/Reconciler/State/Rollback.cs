using System.Collections.Immutable;
using OciReconciler.Model.Desired;
using OciReconciler.Model.Workloads;

namespace OciReconciler.State;

/// <summary>The version that is in force in place of a manifest that did not come up.</summary>
/// <param name="ManifestDigest">Of the document that it stands for; another document is not affected.</param>
/// <param name="Spec">The good version.</param>
/// <param name="MetadataLabels">Its <c>metadata.labels</c>.</param>
/// <param name="Document">Its canonical manifest.</param>
/// <param name="ImageId">The image that it ran.</param>
internal sealed record Rollback(
    string ManifestDigest, WorkloadSpec Spec, ImmutableSortedDictionary<string, string> MetadataLabels, string Document, string ImageId)
{
    /// <summary>Why this controller does not define it, when another one accepted it; else null.</summary>
    public Refusal? Refusal { get; init; }
}
