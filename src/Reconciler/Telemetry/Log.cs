using Microsoft.Extensions.Logging;

namespace OciReconciler.Telemetry;

/// <summary>Every log message: constant text, named fields.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Ready: watching {Directories}, systemd {Version}")]
    public static partial void Ready(this ILogger log, string directories, string version);

    [LoggerMessage(2, LogLevel.Information, "Stopping: containers go on running")]
    public static partial void Stopping(this ILogger log);

    [LoggerMessage(3, LogLevel.Warning, "The bus went away: {Reason}; reconnecting")]
    public static partial void BusLost(this ILogger log, string reason);

    [LoggerMessage(4, LogLevel.Information, "Looking at everything: {Reason}")]
    public static partial void Relist(this ILogger log, string reason);

    [LoggerMessage(10, LogLevel.Debug, "Plan for {Workloads}, {Phase}: {Plan}")]
    public static partial void Plan(this ILogger log, string workloads, string phase, string plan);

    [LoggerMessage(11, LogLevel.Information, "{Workload}: {Action} because {Reason}: {Message}")]
    public static partial void Decided(this ILogger log, string workload, string action, string reason, string message);

    [LoggerMessage(12, LogLevel.Debug, "{Workload}: {Step}")]
    public static partial void Step(this ILogger log, string workload, string step);

    [LoggerMessage(13, LogLevel.Warning, "{Workload}: step failed: {Step}: {Reason}: {Message}")]
    public static partial void StepFailed(this ILogger log, string workload, string step, string reason, string message);

    [LoggerMessage(14, LogLevel.Information, "{Workload}: definition of {Unit} accepted")]
    public static partial void DefinitionAccepted(this ILogger log, string workload, string unit);

    [LoggerMessage(15, LogLevel.Warning, "{Workload}: {Unit} is kept loaded by {PinnedBy}; reloading systemd once to change it")]
    public static partial void Pinned(this ILogger log, string workload, string unit, string pinnedBy);

    [LoggerMessage(16, LogLevel.Warning, "{Workload}: held back: {Reason}: {Message} Trying again in {Delay:0.#} s")]
    public static partial void Blocked(this ILogger log, string workload, string reason, string message, double delay);

    [LoggerMessage(17, LogLevel.Warning, "{Workload}: pass failed: {Reason}: {Message} Trying again in {Delay:0.#} s")]
    public static partial void PassFailed(this ILogger log, string workload, string reason, string message, double delay);

    [LoggerMessage(18, LogLevel.Information, "{Workload}: systemd is stopping; nothing is repaired")]
    public static partial void SystemStopping(this ILogger log, string workload);

    [LoggerMessage(19, LogLevel.Warning, "{Workload}: {Reason}: {Message}")]
    public static partial void Trouble(this ILogger log, string workload, string reason, string message);

    [LoggerMessage(20, LogLevel.Warning, "Source {Source}: {State}: {Message}")]
    public static partial void SourceState(this ILogger log, string source, string state, string message);

    [LoggerMessage(21, LogLevel.Error, "{Error}")]
    public static partial void ManifestError(this ILogger log, string error);

    [LoggerMessage(23, LogLevel.Warning, "Helper units could not be stopped: {Reason}. See: systemctl list-units 'oci-*-image.service' 'oci-reconciler-podman-*'")]
    public static partial void HelpersLeft(this ILogger log, string reason);

    [LoggerMessage(22, LogLevel.Information, "{Workload}: {Progress}")]
    public static partial void Progress(this ILogger log, string workload, string progress);
}
