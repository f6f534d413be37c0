namespace OciReconciler.Model.Observed;

/// <summary>What an engine reports of one container now.</summary>
/// <param name="Id">Container id, 64 hex digits.</param>
/// <param name="ImageId">Id of its image.</param>
/// <param name="Owner">Value of our label, or null: not ours.</param>
/// <param name="State">
/// The engine's word. Of both: created, running, paused, exited, removing; of docker alone: restarting (by a policy of the engine's own),
/// dead (it could not be removed); of podman alone: configured and initialized (made, and not started yet), stopping, stopped, unknown.
/// </param>
/// <param name="ExitCode">Of the last run, when it is not running.</param>
/// <param name="StartedAt">When it was started, or null.</param>
/// <param name="Health">What its health check says.</param>
public sealed record ObservedContainer(
    string Id, string ImageId, string? Owner, string State, long ExitCode, DateTimeOffset? StartedAt, HealthState Health = HealthState.None)
{
    /// <summary>Its processes run. docker also calls a container running that is paused or waits to be restarted.</summary>
    public bool IsRunning => State == "running";

    /// <summary>Its processes are frozen, as backups do it: podman pause, docker pause.</summary>
    public bool IsPaused => State == "paused";

    /// <summary>Its engine sees to it, for as long as that takes: a stop lasts as long as its stop timeout.</summary>
    public bool IsInTransit => State is "stopping" or "restarting";
}
