using OciReconciler.Configuration;
using OciReconciler.Model.Nodes;

namespace OciReconciler.Host;

/// <summary>A host as manifests are rendered for it. Pure.</summary>
internal static class HostNode
{
    /// <summary>What the configuration says, over the facts.</summary>
    /// <param name="facts">As <see cref="HostFacts"/> has them.</param>
    public static NodeContext Of(NodeOptions options, ImmutableSortedDictionary<string, string> facts) => new(
        options.Name.Length > 0 ? options.Name : facts.GetValueOrDefault(HostFacts.Hostname, ""),
        facts.SetItems(options.Labels),
        options.Values.ToImmutableSortedDictionary(StringComparer.Ordinal));
}
