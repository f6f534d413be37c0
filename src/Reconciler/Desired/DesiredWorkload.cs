using System.Text;
using OciReconciler.Model.Desired;
using OciReconciler.Model.Digests;
using OciReconciler.Model.Manifests.Json;
using OciReconciler.State;

namespace OciReconciler.Desired;

/// <summary>What is wanted of one workload.</summary>
/// <param name="LastValid">What its manifest said last without an error.</param>
/// <param name="Problems">Not empty: the manifest has errors now.</param>
/// <param name="Generation">Raised by each other document; counts from 1 in each process.</param>
internal sealed record DesiredWorkload(LastValidRevision LastValid, ImmutableArray<ManifestError> Problems, long Generation)
{
    /// <summary>Not null: no manifest declares it any more, and this is why it stays for a while.</summary>
    public FailureReason? Grace { get; init; }

    /// <summary>A file of a later source that declares it too, which is not used; or null.</summary>
    public string? UnusedFile { get; init; }

    /// <summary>Why another revision than the manifest's is in force; null: the manifest's is.</summary>
    public Rollback? Rollback { get; private init; }

    /// <summary>What is in force: the last valid revision or, after a rollback, the stable one.</summary>
    public Revision Revision { get; private init; } = LastValid.Revision;

    /// <summary>The desired state in force.</summary>
    public WorkloadSpec Spec => Revision.Spec;

    /// <summary>The canonical manifest in force.</summary>
    public string Document => Revision.Document;

    /// <summary>The source of the manifest.</summary>
    public string Source => LastValid.Source;

    /// <summary>The file of the manifest.</summary>
    public string File => LastValid.File;

    /// <summary>Digest of the manifest's own document.</summary>
    public string ManifestDigest => DigestOf(LastValid.Revision.Document);

    /// <summary>Digest of a document.</summary>
    public static string DigestOf(string document) =>
        Convert.ToHexStringLower(Sha256.HashData(Encoding.UTF8.GetBytes(document)).AsSpan(0, 8));

    /// <summary>The same with the stable revision in force. Whether it is kept running, the manifest decides all the same.</summary>
    public DesiredWorkload RolledBackBy(Rollback rollback) => this with
    {
        Rollback = rollback,
        Revision = rollback.Stable with { Spec = rollback.Stable.Spec with { AutoStart = LastValid.Revision.Spec.AutoStart } },
    };

    /// <summary>The same revision, reported with the same problems.</summary>
    public bool Matches(DesiredWorkload other) =>
        Generation == other.Generation
        && string.Equals(File, other.File, StringComparison.Ordinal)
        && string.Equals(Source, other.Source, StringComparison.Ordinal)
        && Grace == other.Grace
        && string.Equals(UnusedFile, other.UnusedFile, StringComparison.Ordinal)
        && Problems.SequenceEqual(other.Problems);
}
