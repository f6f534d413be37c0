using System.Collections.Immutable;
using OciReconciler.Model.Workloads;

namespace OciReconciler.Model.Manifests;

/// <summary>What one file declares: its workloads, or what is wrong with it. A file with an error declares nothing.</summary>
/// <param name="File">The file, as it was named to us.</param>
/// <param name="Workloads">Declared workloads; empty when there is an error.</param>
/// <param name="Errors">Errors and warnings, in order of line.</param>
public sealed record ManifestFile(string File, ImmutableArray<DeclaredWorkload> Workloads, ImmutableArray<ManifestError> Errors)
{
    /// <summary>No error (warnings aside).</summary>
    public bool IsValid => Errors.All(error => error.IsWarning);
}

/// <summary>A workload and where it is declared.</summary>
/// <param name="Spec">Its desired state.</param>
/// <param name="File">The file.</param>
/// <param name="Line">Line of its name, from 1.</param>
/// <param name="Path">JSON path of its object.</param>
public sealed record DeclaredWorkload(WorkloadSpec Spec, string File, int Line, string Path)
{
    /// <summary>The workload's identity.</summary>
    public WorkloadKey Key => Spec.Key;

    /// <summary><c>metadata.labels</c>: for people and selectors; they reach no container.</summary>
    public ImmutableSortedDictionary<string, string> MetadataLabels { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
}
