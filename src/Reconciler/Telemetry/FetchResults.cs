namespace OciReconciler.Telemetry;

/// <summary>Results of fetches of git sources, as they are counted.</summary>
internal static class FetchResults
{
    /// <summary>A revision came that is in force, or waits.</summary>
    public const string Taken = "taken";

    /// <summary>There was nothing new.</summary>
    public const string Unchanged = "unchanged";

    /// <summary>A revision came that is not taken.</summary>
    public const string Refused = "refused";

    /// <summary>It could not be fetched, or not be kept.</summary>
    public const string Failed = "failed";

    /// <summary>All of them.</summary>
    public static readonly string[] All = [Taken, Unchanged, Refused, Failed];
}

/// <summary>How old what is known of a git source is.</summary>
/// <param name="Source">Its name.</param>
/// <param name="Fetch">Time since the last fetch without a failure; null: there was none.</param>
/// <param name="Applied">Time since the commit that was applied last was made; null: none was.</param>
internal readonly record struct SourceAges(string Source, TimeSpan? Fetch, TimeSpan? Applied);
