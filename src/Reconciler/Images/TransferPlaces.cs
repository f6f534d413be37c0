using System.Collections.Concurrent;
using OciReconciler.Queue;

namespace OciReconciler.Images;

/// <summary>Lets so many transfers from one place run at once: one that is silent holds up no other. Thread-safe.</summary>
internal sealed class TransferPlaces(int ofEach)
{
    private readonly ConcurrentDictionary<string, Places> _places = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Waits for a turn, and transfers.</summary>
    /// <param name="from">A registry's host, or <c>""</c> for this host.</param>
    /// <param name="transfer">What.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<T> RunAsync<T>(string from, Func<Task<T>> transfer, CancellationToken cancellationToken)
    {
        var places = _places.GetOrAdd(from, _ => new Places(ofEach));
        await places.TakeAsync(cancellationToken);
        try
        {
            return await transfer();
        }
        finally
        {
            places.Give();
        }
    }
}
