using OciReconciler.Model.Manifests;
using OciReconciler.Model.Manifests.Sets;
using OciReconciler.Model.Manifests.Trees;

namespace OciReconciler.State;

/// <summary>The pure functions of the model that the desired state is made with.</summary>
/// <param name="Parse">Path and content to what they declare.</param>
/// <param name="Check">Valid files to what no file has by itself.</param>
/// <param name="Accepted">The same of a document that was accepted once, on disk.</param>
/// <param name="Write">A spec and its metadata labels to the canonical document, which Parse reads back.</param>
internal sealed record ManifestFunctions(
    Func<string, ReadOnlyMemory<byte>, ManifestFile> Parse,
    Func<IReadOnlyList<ManifestFile>, ImmutableArray<SetError>> Check,
    Func<string, ReadOnlyMemory<byte>, AcceptedRevision> Accepted,
    Func<WorkloadSpec, ImmutableSortedDictionary<string, string>, string> Write)
{
    /// <summary>The name of a git source and its files to its manifests. By default each file is one.</summary>
    public Func<string, IReadOnlyList<TreeFile>, RenderedTree> Render { get; init; } = (source, files) =>
        new RenderedTree([.. files.Select(file => Parse($"{source}:{file.Path}", file.Content))], []);
}
