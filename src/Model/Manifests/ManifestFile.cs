using OciReconciler.Model.Manifests.Documents;
using OciReconciler.Model.Manifests.Json;

namespace OciReconciler.Model.Manifests;

/// <summary>What one file declares: its workloads, or what is wrong with it. A file with an error declares nothing.</summary>
/// <param name="File">The file, as it was named to us.</param>
/// <param name="Workloads">Declared workloads; empty when there is an error.</param>
/// <param name="Errors">Errors and warnings, in order of line; after them those at places of other files, which were put into it.</param>
public sealed record ManifestFile(string File, ImmutableArray<DeclaredWorkload> Workloads, ImmutableArray<ManifestError> Errors)
{
    /// <summary>No error (warnings aside).</summary>
    public bool IsValid => Errors.All(error => error.IsWarning);

    /// <summary>
    /// What it declares for other hosts, by its node selector: no part of the desired state here. A name may be among
    /// <see cref="Workloads"/> as well, of another document.
    /// </summary>
    public ImmutableArray<WorkloadElsewhere> Elsewhere { get; init; } = [];
}
