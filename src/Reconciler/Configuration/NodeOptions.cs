namespace OciReconciler.Configuration;

/// <summary>What this host is for manifests that many hosts share.</summary>
internal sealed record NodeOptions
{
    /// <summary>Its name in <c>hosts/NAME.json</c>; empty: the host name.</summary>
    public string Name { get; set; } = "";

    /// <summary>Labels for node selectors, beside the facts of the host.</summary>
    public ImmutableSortedDictionary<string, string> Labels { get; set; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Values for <c>${NAME}</c> in manifests of git sources.</summary>
    public ImmutableSortedDictionary<string, string> Values { get; set; } = ImmutableSortedDictionary<string, string>.Empty;
}
