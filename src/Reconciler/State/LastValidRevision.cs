using System.Collections.Immutable;
using OciReconciler.Model.Desired;
using OciReconciler.Model.Manifests.Documents;
using OciReconciler.Model.Workloads;

namespace OciReconciler.State;

/// <summary>The last version of a workload whose manifest had no error.</summary>
/// <param name="Spec">Its desired state.</param>
/// <param name="MetadataLabels"><c>metadata.labels</c>.</param>
/// <param name="Document">The canonical manifest: equal documents are equal versions.</param>
/// <param name="Source">The source it came from.</param>
/// <param name="File">The file it came from.</param>
internal sealed record LastValidRevision(
    WorkloadSpec Spec, ImmutableSortedDictionary<string, string> MetadataLabels, string Document, string Source, string File)
{
    /// <summary>Why this controller does not define it, when another one accepted it; else null.</summary>
    public Refusal? Refusal { get; init; }

    /// <summary>The workload.</summary>
    public WorkloadKey Key => Spec.Key;

    /// <summary>The same version from the same place.</summary>
    public bool Matches(LastValidRevision other) =>
        string.Equals(Document, other.Document, StringComparison.Ordinal)
        && string.Equals(File, other.File, StringComparison.Ordinal)
        && string.Equals(Source, other.Source, StringComparison.Ordinal);

    /// <summary>As a declaration, for checks across files. Its path is no JSON path, so that errors found at it can be told apart.</summary>
    public DeclaredWorkload Declare() => new(Spec, File, 1, $"(last good version of {Key})") { MetadataLabels = MetadataLabels };
}
