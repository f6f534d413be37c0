namespace OciReconciler.Model.Status;

/// <summary>systemd's states of a service in the one word that is published. Pure.</summary>
public static class UnitPhase
{
    /// <summary>systemd starts it again after a crash: auto-restart, and since 254 auto-restart-queued and the states before it.</summary>
    public static bool IsRestarting(string subState) => subState.Contains("auto-restart", StringComparison.Ordinal);

    /// <summary>What was published, unless that is of a unit that runs and systemd says by now that it does not.</summary>
    /// <param name="published">The phase that was published.</param>
    /// <param name="autoStart">Whether it is kept running.</param>
    /// <param name="activeState">systemd's state now; null: it does not know the unit.</param>
    /// <param name="subState">The same in detail.</param>
    public static string Newer(string published, bool autoStart, string? activeState, string? subState) => (published, activeState) switch
    {
        (not (Phases.Running or Phases.RolledBack), _) => published,
        (_, null) => Phases.Missing,
        _ => Of(activeState, subState ?? "", autoStart) is var now && now == Phases.Running ? published : now,
    };

    /// <summary>The phase.</summary>
    /// <param name="autoStart">Whether it is kept running.</param>
    public static string Of(string activeState, string subState, bool autoStart) => activeState switch
    {
        _ when IsRestarting(subState) => Phases.Restarting,
        "active" or "reloading" or "refreshing" => Phases.Running,
        "activating" => Phases.Starting,
        "deactivating" => Phases.Stopping,
        "failed" => Phases.Failed,
        "inactive" when !autoStart => Phases.Defined,
        _ => Phases.Stopped,
    };
}
