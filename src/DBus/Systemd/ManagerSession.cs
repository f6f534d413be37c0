using OciReconciler.DBus.Bus;

namespace OciReconciler.DBus.Systemd;

/// <summary>systemd over one connection, from the match rules to the connection's end. Thread-safe.</summary>
internal sealed class ManagerSession : IAsyncDisposable
{
    private readonly IBusConnection _bus;
    private readonly SystemdManagerOptions _options;
    private readonly EventSink _events;
    private readonly JobTracker _jobs = new();
    private readonly SignalRouter _router;

    private ManagerSession(IBusConnection bus, EventSink events, TimeProvider timeProvider, SystemdManagerOptions options)
    {
        _bus = bus;
        _options = options;
        _events = events;
        _router = new SignalRouter(events, _jobs, new ReloadGate(timeProvider, options.ReloadTimeout));
    }

    /// <summary>What the manager says of itself.</summary>
    internal ManagerInfo Info { get; private set; } = new(string.Empty, 0);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _bus.DisposeAsync();
        End("closed by this side");
    }

    /// <summary>Matches, then Subscribe: what happens after the listing that follows is told.</summary>
    /// <param name="bus">A fresh connection. It belongs to the session, also when this throws.</param>
    /// <param name="events">Where events go.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="options">Deadlines.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    internal static async Task<ManagerSession> StartAsync(
        IBusConnection bus, EventSink events, TimeProvider timeProvider, SystemdManagerOptions options, CancellationToken cancellationToken)
    {
        var session = new ManagerSession(bus, events, timeProvider, options);
        try
        {
            foreach (string rule in SignalRouter.Rules)
                await bus.MatchAsync(rule, session._router.Handle).WaitAsync(cancellationToken);
            await session.FindOwnerAsync(cancellationToken);
            await session.SubscribeAsync(cancellationToken);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>Follows systemd when it comes back to the bus. Ends with the reason when the connection is of no use any more.</summary>
    internal async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        Task<string> following = FollowAsync(cancellationToken);
        Task<string> first = await Task.WhenAny(_bus.Closed, following);
        string reason = await first;
        End(reason);
        return reason;
    }

    /// <summary>Calls a method of a systemd object.</summary>
    internal Task<T> CallAsync<T>(
        BusCall call, Func<IReadOnlyList<BusValue>, T> read, TimeSpan timeout, CancellationToken cancellationToken) =>
        _router.Owner.Length > 0
            ? _bus.CallAsync(call, read, timeout, cancellationToken)
            : throw new BusException(BusFailure.Closed, string.Empty, "systemd is not on the bus; waiting for it to come back");

    /// <summary>Calls a method that answers with a job, and begins to wait for it where the answer is handled.</summary>
    internal Task<SystemdJob> CallForJobAsync(string unit, BusCall call, CancellationToken cancellationToken) =>
        CallAsync(
            call,
            body =>
            {
                string path = body.At(0).AsText();
                return new SystemdJob(unit, path, _jobs.Register(path));
            },
            _options.CallTimeout,
            cancellationToken);

    private async Task<string> FollowAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (string owner in _router.NewOwners.ReadAllAsync(cancellationToken))
            {
                await SubscribeAsync(cancellationToken);
                _events.Add(new UnitEvent.Relist($"systemd has come back to the bus as {owner}"));
            }

            return await _bus.Closed;
        }
        catch (BusException error)
        {
            return $"systemd has come back but did not answer: {error.Message}";
        }
    }

    private Task<bool> FindOwnerAsync(CancellationToken cancellationToken) =>
        _bus.CallAsync(
            new BusCall(
                SignalRouter.BusName, "/org/freedesktop/DBus", SignalRouter.BusName, "GetNameOwner", new BusValue.Text(SystemdNames.Service)),
            body =>
            {
                _router.SetOwner(body.At(0).AsText());
                return true;
            },
            _options.CallTimeout,
            cancellationToken);

    private async Task SubscribeAsync(CancellationToken cancellationToken)
    {
        try
        {
            await CallAsync(ManagerCalls.Subscribe, _ => true, _options.CallTimeout, cancellationToken);
        }
        catch (BusException error) when (string.Equals(error.ErrorName, SystemdErrors.AlreadySubscribed, StringComparison.Ordinal))
        {
            // This connection's subscription has survived systemd's re-execution.
        }

        Info = await CallAsync(ManagerCalls.GetManagerProperty("Version"), SystemdReplies.ToInfo, _options.CallTimeout, cancellationToken);
    }

    private void End(string reason)
    {
        _router.Close();
        _jobs.FailAll(new BusException(BusFailure.Closed, string.Empty, $"the bus connection is over: {reason}"));
    }
}
