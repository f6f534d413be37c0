using Polly;

namespace OciReconciler.Resilience;

/// <summary>
/// A pipeline whose calls go on where their caller is, as the rest of the controller does; Polly by itself goes on anywhere.
/// </summary>
internal sealed class RetryPipeline(ResiliencePipeline pipeline)
{
    /// <summary>Runs a call, and runs it again as the pipeline says.</summary>
    public async ValueTask<T> ExecuteAsync<T>(Func<CancellationToken, ValueTask<T>> call, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: true, cancellationToken);
        try
        {
            return await pipeline.ExecuteAsync(static (context, call) => call(context.CancellationToken), context, call);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <inheritdoc cref="ExecuteAsync{T}"/>
    public async ValueTask ExecuteAsync(Func<CancellationToken, ValueTask> call, CancellationToken cancellationToken) =>
        await ExecuteAsync(
            async token =>
            {
                await call(token);
                return true;
            },
            cancellationToken);
}
