namespace OciReconciler.Model.Status;

/// <summary>systemd's states of a service in the one word that is published. Pure.</summary>
public static class UnitPhase
{
    /// <summary>It is active.</summary>
    public const string Running = nameof(Running);

    /// <summary>It is active, with the version before in the place of the manifest's, which did not come up.</summary>
    public const string RolledBack = nameof(RolledBack);

    /// <summary>systemd does not know it.</summary>
    public const string Missing = nameof(Missing);

    /// <summary>systemd starts it again after a death: auto-restart, and since 254 auto-restart-queued and the states before it.</summary>
    public static bool IsRestarting(string subState) => subState.Contains("auto-restart", StringComparison.Ordinal);

    /// <summary>
    /// What was published, unless that is <see cref="Running"/> or <see cref="RolledBack"/> and systemd says by now that it does not run.
    /// </summary>
    /// <param name="published">The word that was published.</param>
    /// <param name="autoStart">Whether it is kept running.</param>
    /// <param name="activeState">systemd's state now; null: it does not know the unit.</param>
    /// <param name="subState">The same in detail.</param>
    public static string Newer(string published, bool autoStart, string? activeState, string? subState) => (published, activeState) switch
    {
        (not (Running or RolledBack), _) => published,
        (_, null) => Missing,
        _ => Of(activeState, subState ?? "", autoStart) is var now && now == Running ? published : now,
    };

    /// <summary>The word.</summary>
    /// <param name="activeState">active, inactive, ...</param>
    /// <param name="subState">running, dead, ...</param>
    /// <param name="autoStart">Whether it is kept running.</param>
    public static string Of(string activeState, string subState, bool autoStart) => activeState switch
    {
        _ when IsRestarting(subState) => "Restarting",
        "active" or "reloading" or "refreshing" => Running,
        "activating" => "Starting",
        "deactivating" => "Stopping",
        "failed" => "Failed",
        "inactive" when !autoStart => "Defined",
        _ => "Stopped",
    };
}
