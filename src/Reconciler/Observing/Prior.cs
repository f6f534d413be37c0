namespace OciReconciler.Observing;

/// <summary>What was read a moment ago, and is not asked for again.</summary>
/// <param name="Workload">As it was observed, when nothing was done to it since; or null.</param>
/// <param name="Listing">Of the whole host, or null.</param>
internal sealed record Prior(ObservedWorkload? Workload, HostListing? Listing)
{
    /// <summary>Nothing was.</summary>
    public static Prior None { get; } = new(null, null);
}
