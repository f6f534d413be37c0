namespace OciReconciler.Telemetry;

/// <summary>Every log message: constant text, named fields.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Ready: watching {Directories}, systemd {Version}")]
    public static partial void Ready(this ILogger log, string directories, string version);

    [LoggerMessage(2, LogLevel.Information, "Stopping: containers go on running")]
    public static partial void Stopping(this ILogger log);

    [LoggerMessage(3, LogLevel.Warning, "The bus went away: {Message}; reconnecting")]
    public static partial void BusLost(this ILogger log, string message);

    [LoggerMessage(4, LogLevel.Information, "Looking at everything: {Message}")]
    public static partial void Relist(this ILogger log, string message);

    [LoggerMessage(5, LogLevel.Information, "Looked at everything: {Others} of {All} workloads are not as a pass has left them")]
    public static partial void Relisted(this ILogger log, int others, int all);

    [LoggerMessage(10, LogLevel.Debug, "Plan for {Workloads}, {Phase}: {Plan}")]
    public static partial void Plan(this ILogger log, string workloads, string phase, string plan);

    [LoggerMessage(EventId = 11, Message = "{Subject}{Reason}: {Message}")]
    public static partial void Event(this ILogger log, LogLevel level, string subject, string reason, string message);

    [LoggerMessage(12, LogLevel.Debug, "{Workload}: {Step}")]
    public static partial void Step(this ILogger log, string workload, string step);

    [LoggerMessage(13, LogLevel.Debug, "{Workload}: step failed: {Step}: {Reason}: {Message}")]
    public static partial void StepFailed(this ILogger log, string workload, string step, string reason, string message);

    [LoggerMessage(14, LogLevel.Debug, "{Workload}: {Step} is put off: {Message}")]
    public static partial void StepDeferred(this ILogger log, string workload, string step, string message);

    [LoggerMessage(18, LogLevel.Information, "{Workload}: systemd is stopping; nothing is repaired")]
    public static partial void SystemStopping(this ILogger log, string workload);

    [LoggerMessage(22, LogLevel.Warning,
        "Helper units could not be stopped: {Message}. See: systemctl list-units 'oci-*-image.service' 'oci-reconciler-podman-*'")]
    public static partial void HelperUnitsNotStopped(this ILogger log, string message);

    [LoggerMessage(23, LogLevel.Warning, "Events cannot be kept in {Directory}: {Message} They go to the log alone until they can.")]
    public static partial void EventsNotKept(this ILogger log, string directory, string message);

    [LoggerMessage(24, LogLevel.Warning, "What is remembered cannot be kept in {Path}: {Message}")]
    public static partial void RecordFailed(this ILogger log, string path, string message);

    [LoggerMessage(25, LogLevel.Warning, "The host slept, or its clock was set: the clocks came apart by {Jump}; looking at everything")]
    public static partial void ClockJumped(this ILogger log, TimeSpan jump);

    [LoggerMessage(26, LogLevel.Critical, "The controller is stuck, and systemd will restart it: {Message}")]
    public static partial void Stuck(this ILogger log, string message);

    [LoggerMessage(27, LogLevel.Warning, "{Path} cannot be written: {Message} It is tried again; what runs is not touched.")]
    public static partial void NotPublished(this ILogger log, string path, string message);

    [LoggerMessage(28, LogLevel.Warning, "systemd was not told how the controller is doing: {Message}")]
    public static partial void NotNotified(this ILogger log, string message);

    [LoggerMessage(29, LogLevel.Warning, "{Message}")]
    public static partial void ManifestsExposed(this ILogger log, string message);

    [LoggerMessage(30, LogLevel.Warning, "{Message}")]
    public static partial void StateDamaged(this ILogger log, string message);

    [LoggerMessage(31, LogLevel.Warning, "{Path}: {Message}")]
    public static partial void KeyFailed(this ILogger log, string path, string message);

    [LoggerMessage(40, LogLevel.Error,
        "{Directory} cannot be written, and nothing is kept over a restart: {Message} What runs is not touched.")]
    public static partial void StateNotWritable(this ILogger log, string directory, string message);
}
