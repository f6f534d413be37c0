using OciReconciler.Model.Manifests.Fields;
using OciReconciler.Model.Manifests.Rules;

namespace OciReconciler.Model.Manifests.Documents;

/// <summary><c>metadata</c> of our own documents.</summary>
internal sealed record Metadata(string Name, ImmutableSortedDictionary<string, string> Labels);

/// <summary>The table of its fields.</summary>
internal static class MetadataFields
{
    public static Metadata Defaults { get; } = new("", ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal));

    public static ObjectKind<Metadata> Metadata { get; } = new(
        Defaults,
        new Field<Metadata, string>("name", null, new StringKind(NameRules.Pattern, NameRules.Workload) { IsKey = true },
            "Name of the workload and of its container.",
            metadata => metadata.Name, (metadata, value) => metadata with { Name = value }) { Required = true },
        new Field<Metadata, ImmutableSortedDictionary<string, string>>("labels", null,
            new MapKind<string>(TextRules.MetadataLabel, new StringKind(null, TextRules.NoControl)),
            "Labels for people and selectors; they reach no container.",
            metadata => metadata.Labels, (metadata, value) => metadata with { Labels = value }));
}
