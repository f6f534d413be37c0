using OciReconciler.Model.Manifests.Documents;
using OciReconciler.Model.Manifests.Json;

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
