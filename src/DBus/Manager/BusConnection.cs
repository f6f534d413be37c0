using Tmds.DBus.Protocol;

namespace OciReconciler.DBus.Manager;

/// <summary>
/// One connection to the bus, with deadlines, until it breaks. Thread-safe. Readers and handlers run on the library's receive loop, in the
/// order in which messages arrived: they only hand over. Whoever awaits a call goes on elsewhere.
/// </summary>
internal sealed class BusConnection : IDisposable
{
    private readonly DBusConnection _connection;
    private readonly TimeProvider _time;
    private readonly SystemdManagerOptions _options;

    private BusConnection(DBusConnection connection, TimeProvider time, SystemdManagerOptions options)
    {
        (_connection, _time, _options) = (connection, time, options);
        Closed = EndAsync(connection);
    }

    /// <summary>Ends (never faults) when the connection is over, with the reason.</summary>
    internal Task<string> Closed { get; }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    /// <summary>Connects. What systemd's bus is, and for how long it may keep silent, is in the options.</summary>
    /// <exception cref="BusException">Closed: there is no bus, it refused, or it did not greet in time.</exception>
    internal static async Task<BusConnection> OpenAsync(
        SystemdManagerOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        // AutoConnect stays off: a connection that the library made by itself would lack the matches of the one before.
        var connection = new DBusConnection(options.Bus());
        try
        {
            await connection.ConnectAsync().AsTask().WaitAsync(options.CallTimeout, time, cancellationToken);
            return new BusConnection(connection, time, options);
        }
        catch (Exception error)
        {
            connection.Dispose();
            if (BusFailures.OfConnecting(error, options.BusName) is { } failure)
                throw failure;
            throw;
        }
    }

    /// <summary>A writer for one message. Whoever takes it disposes it.</summary>
    internal MessageWriter GetWriter() => _connection.GetMessageWriter();

    /// <summary>Calls a method.</summary>
    /// <param name="member">Its name, for errors and counting.</param>
    /// <param name="message">The call. It belongs to the connection from now on.</param>
    /// <param name="read">Makes the result of the reply, on the receive loop, before any later message is dispatched.</param>
    /// <param name="timeout">Deadline of the call.</param>
    /// <param name="cancellationToken">Cancels the wait, not the call.</param>
    /// <exception cref="BusException">An error reply (its name kept), a deadline, a reply of another shape, or a connection that is
    /// over.</exception>
    internal async Task<T> CallAsync<T>(
        string member, MessageBuffer message, MessageValueReader<T> read, TimeSpan timeout, CancellationToken cancellationToken)
    {
        _options.Called(member);
        try
        {
            return await OffTheLoop(_connection.CallMethodAsync(message, read)).WaitAsync(timeout, _time, cancellationToken);
        }
        catch (Exception error)
        {
            if (BusFailures.OfCall(error, member, timeout) is not { } failure)
                throw;
            if (failure.ErrorName != SystemdErrors.FileNotFound)
                _options.Failed(failure.Failure);
            throw failure;
        }
    }

    /// <summary>Handles a signal from now on, for as long as the connection lasts.</summary>
    /// <param name="rule">Which. Of a well-known sender only the signals of the name's owner come, whoever else sends the like straight to
    /// us.</param>
    /// <param name="handle">Gets each, on the receive loop. What it throws ends the connection, and its message is the reason.</param>
    /// <exception cref="BusException">The bus refused the rule, did not answer, or is gone.</exception>
    internal async Task WatchAsync(MatchRule rule, Action<Message> handle, CancellationToken cancellationToken)
    {
        try
        {
            await OffTheLoop(
                _connection.AddMatchAsync<object?>(rule, Read, static _ => { }, emitOnCapturedContext: false, ObserverFlags.None).AsTask())
                .WaitAsync(_options.CallTimeout, _time, cancellationToken);
        }
        catch (Exception error)
        {
            if (BusFailures.OfCall(error, $"AddMatch {rule}", _options.CallTimeout) is not { } failure)
                throw;
            throw failure;
        }

        object? Read(Message message, object? state)
        {
            handle(message);
            return null;
        }
    }

    // The library completes a call on its receive loop. A caller that went on there would delay every message behind.
    private static Task<T> OffTheLoop<T>(Task<T> reply) =>
        reply.ContinueWith(static ended => ended, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).Unwrap();

    private static async Task<string> EndAsync(DBusConnection connection) => BusFailures.WhyClosed(await connection.DisconnectedAsync());
}
