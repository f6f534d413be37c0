namespace OciReconciler.DBus.Bus;

/// <summary>
/// The transport seam: call, match, closed. sd-bus is behind it here; a Tmds.DBus.Protocol connection fits as well (ADR 1).
/// Thread-safe. Readers and handlers run on the transport's own thread, in the order in which messages arrived: they only hand over.
/// </summary>
public interface IBusConnection : IAsyncDisposable
{
    /// <summary>Completes (never faults) when the connection is over, with the reason.</summary>
    Task<string> Closed { get; }

    /// <summary>Calls a method.</summary>
    /// <param name="call">What to call.</param>
    /// <param name="read">Makes the result of the reply's body, on the transport's thread, before any later message is dispatched.</param>
    /// <param name="timeout">Deadline of the call.</param>
    /// <param name="cancellationToken">Cancels the wait, not the call.</param>
    /// <exception cref="BusException">An error reply (its name kept), a deadline, or a closed connection.</exception>
    Task<T> CallAsync<T>(BusCall call, Func<IReadOnlyList<BusValue>, T> read, TimeSpan timeout, CancellationToken cancellationToken);

    /// <summary>Installs a match; ends when the connection does.</summary>
    /// <param name="rule">A D-Bus match rule.</param>
    /// <param name="handle">Called for each message, on the transport's thread.</param>
    Task MatchAsync(string rule, Action<BusSignal> handle);
}

/// <summary>A method call.</summary>
/// <param name="Destination">Bus name.</param>
/// <param name="Path">Object path.</param>
/// <param name="Interface">Interface.</param>
/// <param name="Member">Method.</param>
/// <param name="Body">Arguments.</param>
public sealed record BusCall(string Destination, string Path, string Interface, string Member, params IReadOnlyList<BusValue> Body);

/// <summary>A signal.</summary>
/// <param name="Sender">Unique name of the sender.</param>
/// <param name="Path">Object path.</param>
/// <param name="Interface">Interface.</param>
/// <param name="Member">Name.</param>
/// <param name="Body">Arguments.</param>
public sealed record BusSignal(string Sender, string Path, string Interface, string Member, IReadOnlyList<BusValue> Body);
