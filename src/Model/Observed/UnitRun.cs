namespace OciReconciler.Model.Observed;

/// <summary>What systemd says of a service's runs.</summary>
/// <param name="Restarts">How often it restarted the service by itself since somebody last started it (NRestarts).</param>
/// <param name="StartedAt">
/// When the main process was last started, in microseconds of the monotonic clock; 0: never. Tells runs apart.
/// </param>
/// <param name="InvocationId">
/// systemd's id of this start of the unit, 32 hex digits; empty: it was never started. Unlike times it is the same whoever asks, and when.
/// </param>
/// <param name="LastExit">How the main process last ended, or null.</param>
public sealed record UnitRun(uint Restarts, ulong StartedAt, string InvocationId, LastExit? LastExit);

/// <summary>How a main process ended.</summary>
/// <param name="Code">Its exit code; 128 and the signal's number where a signal ended it, as shells count.</param>
/// <param name="Result">systemd's word for the unit: success, exit-code, signal, timeout, start-limit-hit, ...</param>
public sealed record LastExit(int Code, string Result, DateTimeOffset At)
{
    /// <summary>
    /// Both engines' clients end with this code when the engine itself could not do what was asked (man podman-run, docker run).
    /// </summary>
    public const int EngineFailure = 125;

    // The command could not be invoked, or not be found: man podman-run, docker run. podman also says so of ports and devices.
    private const int LastOfClient = 127;

    /// <summary>The engine's client ends with such a code when it could not start the container; a container may do so as well.</summary>
    public bool IsOfClient => Code is >= EngineFailure and <= LastOfClient;
}
