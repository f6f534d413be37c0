using System.Net.Sockets;
using OciReconciler.DBus.Bus;
using OciReconciler.Engine;
using Polly;
using Polly.Retry;

namespace OciReconciler.Executing;

/// <summary>
/// Retries of single calls: seconds, and only of calls that may be repeated. What takes longer is a new pass's matter, so that delays
/// are never multiplied.
/// </summary>
internal sealed class RetryPipelines(TimeProvider time)
{
    /// <summary>Reads over D-Bus.</summary>
    public ResiliencePipeline DBusCall { get; } = Build(
        time, attempts: 3, TimeSpan.FromMilliseconds(100),
        failure => failure is BusException { Failure: BusFailure.Timeout or BusFailure.Closed });

    /// <summary>Reads of an engine's API.</summary>
    public ResiliencePipeline EngineCall { get; } = Build(
        time, attempts: 2, TimeSpan.FromMilliseconds(100),
        failure => failure is EngineException { IsTransient: true } or SocketException or IOException);

    /// <summary>Pulls.</summary>
    public ResiliencePipeline ImagePull { get; } = Build(
        time, attempts: 2, TimeSpan.FromSeconds(2), failure => failure is EngineException { IsTransient: true });

    private static ResiliencePipeline Build(TimeProvider time, int attempts, TimeSpan delay, Func<Exception, bool> isTransient) =>
        new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = attempts,
                Delay = delay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception is { } failure && isTransient(failure)),
            })
            .Build();
}
