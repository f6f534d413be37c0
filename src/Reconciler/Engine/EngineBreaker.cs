using Polly;
using Polly.CircuitBreaker;

namespace OciReconciler.Engine;

/// <summary>
/// Stops asking an engine that does not answer: after three failures in a row within half a minute calls fail at once for five seconds,
/// then one is tried. So a hung engine costs its own workloads a wait, and no other's. Thread-safe.
/// </summary>
internal sealed class EngineBreaker
{
    private const int FailuresToOpen = 3;
    private static readonly TimeSpan Sampling = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Break = TimeSpan.FromSeconds(5);

    private readonly ResiliencePipeline _pipeline;
    private volatile EngineUnavailableException? _last;

    /// <summary>A closed one.</summary>
    public EngineBreaker(TimeProvider time) => _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
        .AddCircuitBreaker(new CircuitBreakerStrategyOptions
        {
            FailureRatio = 1,
            MinimumThroughput = FailuresToOpen,
            SamplingDuration = Sampling,
            BreakDuration = Break,
            ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception is EngineUnavailableException),
        })
        .Build();

    /// <summary>Runs a call against the engine, unless the breaker is open.</summary>
    /// <exception cref="EngineUnavailableException">The engine does not answer, or did not when it was asked last.</exception>
    public async Task<T> CallAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await _pipeline.ExecuteAsync(async token => await call(token), cancellationToken);
        }
        catch (BrokenCircuitException open)
        {
            throw new EngineUnavailableException(_last?.Message ?? open.Message, open);
        }
        catch (EngineUnavailableException failure)
        {
            _last = failure;
            throw;
        }
    }
}
