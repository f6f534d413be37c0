using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using OciReconciler.Model.Conditions;
using OciReconciler.Model.Desired;
using OciReconciler.Model.Manifests.Json;
using OciReconciler.Model.Workloads;

namespace OciReconciler.Desired;

/// <summary>What is wanted of one workload.</summary>
/// <param name="Spec">Its desired state.</param>
/// <param name="MetadataLabels"><c>metadata.labels</c>.</param>
/// <param name="Document">The canonical manifest of <paramref name="Spec"/>.</param>
/// <param name="Source">The source it came from.</param>
/// <param name="File">The file it came from.</param>
/// <param name="Problems">Not empty: the manifest is bad now, and this is its last good version.</param>
/// <param name="Generation">Raised by each other document; counts from 1 in each process.</param>
internal sealed record DesiredWorkload(
    WorkloadSpec Spec,
    ImmutableSortedDictionary<string, string> MetadataLabels,
    string Document,
    string Source,
    string File,
    ImmutableArray<ManifestError> Problems,
    long Generation)
{
    /// <summary>Not null: no manifest declares it any more, and this is why it stays for a while.</summary>
    public FailureReason? Grace { get; init; }

    /// <summary>Why this controller does not define it, when another one accepted it; else null.</summary>
    public Refusal? Refusal { get; init; }

    /// <summary>What the manifest says, when the version before it is in force; else null.</summary>
    public RolledBackManifest? RolledBack { get; init; }

    /// <summary>Digest of the manifest's own document.</summary>
    public string ManifestDigest => DigestOf(RolledBack?.Document ?? Document);

    /// <summary>Digest of a document.</summary>
    public static string DigestOf(string document) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(document)).AsSpan(0, 8));

    /// <summary>The same wish, told with the same problems.</summary>
    public bool Matches(DesiredWorkload other) =>
        Generation == other.Generation
        && string.Equals(File, other.File, StringComparison.Ordinal)
        && string.Equals(Source, other.Source, StringComparison.Ordinal)
        && Grace == other.Grace
        && Problems.SequenceEqual(other.Problems);
}
