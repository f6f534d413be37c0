using OciReconciler.Model.Nodes;

namespace OciReconciler.Model.Manifests.Documents;

/// <summary>A workload and where it is declared.</summary>
/// <param name="Line">Line of its name, from 1.</param>
/// <param name="Path">JSON path of its object.</param>
public sealed record DeclaredWorkload(WorkloadSpec Spec, string File, int Line, string Path)
{
    /// <summary>The workload's identity.</summary>
    public WorkloadKey Key => Spec.Key;

    /// <summary><c>metadata.labels</c>: for people and selectors; they reach no container.</summary>
    public ImmutableSortedDictionary<string, string> MetadataLabels { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// <c>metadata.nodeSelector</c> where the manifest was read for no host in particular. Empty where it was read for one, since the
    /// workload is for that.
    /// </summary>
    public ImmutableSortedDictionary<string, string> NodeSelector { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>The selector as text: workloads of one name that differ in it may be meant for different hosts.</summary>
    internal string HostsText => NodeSelectors.Text(NodeSelector);
}
