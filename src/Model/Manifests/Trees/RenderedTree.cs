using OciReconciler.Model.Manifests.Json;

namespace OciReconciler.Model.Manifests.Trees;

/// <summary>The manifests of a repository, for one host.</summary>
/// <param name="Files">
/// Its manifest files, in order of path; each is named <c>SOURCE:PATH</c>. Workloads whose node selector selects other hosts are left out.
/// </param>
/// <param name="Errors">
/// What is wrong and belongs to no manifest file, such as an overlay or a file of values. With an error among them no file can be taken,
/// also none that is valid by itself: each may lack a patch or a value that it was to have.
/// </param>
public sealed record RenderedTree(ImmutableArray<ManifestFile> Files, ImmutableArray<ManifestError> Errors)
{
    /// <summary>What is for other hosts, in order of path, overlays last; nothing where the host's labels cannot be read.</summary>
    public ImmutableArray<UnselectedDocument> Unselected { get; init; } = [];

    /// <summary>No error, warnings aside.</summary>
    public bool IsValid => Files.All(file => file.IsValid) && Errors.All(error => error.IsWarning);
}
