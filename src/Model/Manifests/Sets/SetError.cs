using OciReconciler.Model.Manifests.Documents;
using OciReconciler.Model.Manifests.Json;

namespace OciReconciler.Model.Manifests.Sets;

/// <summary>Something that is wrong between workloads, as it is reported in one of their files.</summary>
/// <param name="Workloads">Those of that file that take part. Unless it is a warning, none of them can be taken.</param>
/// <param name="Trouble">The same in each file of one trouble that has many, such as a cycle; null: this is all there is of it.</param>
public sealed record SetError(ManifestError Error, ImmutableArray<DeclaredWorkload> Workloads, string? Trouble = null);
