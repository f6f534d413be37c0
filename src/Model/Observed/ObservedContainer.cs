namespace OciReconciler.Model.Observed;

/// <summary>What an engine reports of one container now.</summary>
/// <param name="Id">Container id, 64 hex digits.</param>
/// <param name="ImageId">Id of its image.</param>
/// <param name="Owner">Value of our label, or null: not ours.</param>
/// <param name="IsRunning">Whether it runs.</param>
/// <param name="State">The engine's word: running, exited, created, ...</param>
/// <param name="ExitCode">Of the last run, when it is not running.</param>
/// <param name="StartedAt">When it was started, or null.</param>
/// <param name="Health">What its health check says.</param>
public sealed record ObservedContainer(
    string Id, string ImageId, string? Owner, bool IsRunning, string State, long ExitCode, DateTimeOffset? StartedAt, HealthState Health = HealthState.None);
