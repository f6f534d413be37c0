using OciReconciler.Model.Manifests.Fields;
using OciReconciler.Model.Manifests.Rules;

namespace OciReconciler.Model.Manifests.Documents;

/// <summary><c>metadata</c> of our own documents.</summary>
internal sealed record Metadata(
    string Name, ImmutableSortedDictionary<string, string> Labels, ImmutableSortedDictionary<string, string> NodeSelector);

/// <summary>The table of its fields.</summary>
internal static class MetadataFields
{
    private static readonly ImmutableSortedDictionary<string, string> None =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    public static Metadata Defaults { get; } = new("", None, None);

    /// <summary>Labels of hosts, by which manifests and overlays select them.</summary>
    public static MapKind<string> HostLabels { get; } = new(TextRules.HostLabel, new StringKind(null, TextRules.HostLabelValue));

    public static ObjectKind<Metadata> Metadata { get; } = new(
        Defaults,
        new Field<Metadata, string>("name", null, new StringKind(NameRules.Pattern, NameRules.Workload) { IsKey = true },
            "Name of the workload and of its container.",
            metadata => metadata.Name, (metadata, value) => metadata with { Name = value }) { Required = true },
        new Field<Metadata, ImmutableSortedDictionary<string, string>>("labels", null,
            new MapKind<string>(TextRules.MetadataLabel, new StringKind(null, TextRules.NoControl)),
            "Labels for people and selectors; they reach no container.",
            metadata => metadata.Labels, (metadata, value) => metadata with { Labels = value }),
        new Field<Metadata, ImmutableSortedDictionary<string, string>>("nodeSelector", null, HostLabels,
            "Labels of the hosts that it is for: a host that lacks one of them, or has another value, leaves it out. Every "
            + "host by default.",
            metadata => metadata.NodeSelector, (metadata, value) => metadata with { NodeSelector = value }));
}
