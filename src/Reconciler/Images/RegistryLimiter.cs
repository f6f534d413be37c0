using System.Collections.Concurrent;
using OciReconciler.Engine;
using OciReconciler.Threading;

namespace OciReconciler.Images;

/// <summary>
/// Lets so many transfers of one engine from one place run at once: a place that is silent delays no other, and neither does an engine:
/// podman of a user is that user's to stop. Thread-safe.
/// </summary>
internal sealed class RegistryLimiter(int ofEach)
{
    private readonly ConcurrentDictionary<(IContainerEngine Engine, string From), AsyncSemaphore> _places = new();

    /// <summary>Waits for a turn, and transfers.</summary>
    /// <param name="from">A registry's host, or <c>""</c> for this host.</param>
    public async Task<T> RunAsync<T>(IContainerEngine engine, string from, Func<Task<T>> transfer, CancellationToken cancellationToken)
    {
        var places = _places.GetOrAdd((engine, from.ToLowerInvariant()), _ => new AsyncSemaphore(ofEach));
        await places.WaitAsync(cancellationToken);
        try
        {
            return await transfer();
        }
        finally
        {
            places.Release();
        }
    }
}
