using OciReconciler.DBus.Bus;

namespace OciReconciler.Telemetry;

/// <summary>Counts the calls of a connection.</summary>
internal sealed class MeteredBus(IBusConnection bus, Instruments instruments) : IBusConnection
{
    /// <inheritdoc/>
    public Task<string> Closed => bus.Closed;

    /// <inheritdoc/>
    public async Task<T> CallAsync<T>(BusCall call, Func<IReadOnlyList<BusValue>, T> read, TimeSpan timeout, CancellationToken cancellationToken)
    {
        instruments.BusCalled(call.Member);
        try
        {
            return await bus.CallAsync(call, read, timeout, cancellationToken);
        }
        catch (BusException failure)
        {
            instruments.BusFailed(failure.Failure);
            throw;
        }
    }

    /// <inheritdoc/>
    public Task MatchAsync(string rule, Action<BusSignal> handle) => bus.MatchAsync(rule, handle);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => bus.DisposeAsync();
}
