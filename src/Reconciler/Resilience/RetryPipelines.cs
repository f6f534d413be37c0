using Polly;
using Polly.Retry;

namespace OciReconciler.Resilience;

/// <summary>
/// How single calls are tried again: seconds, transient failures only, nothing that is not idempotent. Whole passes are tried again by the
/// queue, in minutes; the two are never multiplied, so an engine or a bus that is not there at all is no case for these.
/// </summary>
internal sealed class RetryPipelines
{
    /// <summary>Makes them.</summary>
    /// <param name="isRetryable">Whether the same call may go well a moment later.</param>
    /// <param name="random">Source of jitter, from 0 to 1; null for the shared one.</param>
    public RetryPipelines(TimeProvider time, Func<Exception, bool> isRetryable, Func<double>? random = null)
    {
        EngineCall = Build("engine-call", 2, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1));
        // podman asks a registry that does not answer four times by itself.
        ImagePull = Build("image-pull", 1, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(10));
        DBusCall = Build("dbus-call", 2, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1));

        RetryPipeline Build(string name, int retries, TimeSpan delay, TimeSpan most) =>
            new(new ResiliencePipelineBuilder { Name = name, TimeProvider = time }
                .AddRetry(new RetryStrategyOptions
                {
                    Name = name,
                    MaxRetryAttempts = retries,
                    Delay = delay,
                    MaxDelay = most,
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                    Randomizer = random ?? Random.Shared.NextDouble,
                    ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception is { } error && isRetryable(error)),
                })
                .Build());
    }

    /// <summary>Reads from an engine: three tries within a second or two.</summary>
    public RetryPipeline EngineCall { get; }

    /// <summary>Pulls: two tries seconds apart, when a network failed; none when a registry said no.</summary>
    public RetryPipeline ImagePull { get; }

    /// <summary>Reads from D-Bus: three tries within a second or two.</summary>
    public RetryPipeline DBusCall { get; }
}
