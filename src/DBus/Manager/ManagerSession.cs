namespace OciReconciler.DBus.Manager;

/// <summary>systemd over one connection, from the match rules to the connection's end. Thread-safe.</summary>
internal sealed class ManagerSession : IDisposable
{
    private readonly BusConnection _bus;
    private readonly EventSink _events;
    private readonly JobTracker _jobs = new();
    private readonly ManagerSignals _signals;

    private ManagerSession(BusConnection bus, EventSink events, TimeProvider timeProvider, SystemdManagerOptions options)
    {
        _bus = bus;
        _events = events;
        _signals = new ManagerSignals(events, _jobs, new ReloadTracker(timeProvider, options.ReloadTimeout));
        Manager = new ManagerProxy(bus, options, _jobs);
    }

    /// <summary>What the manager says of itself.</summary>
    internal ManagerInfo Info { get; private set; } = new(string.Empty, 0);

    /// <summary>Whether systemd has left the bus and not come back.</summary>
    internal bool IsSystemdGone => _signals.IsSystemdGone;

    /// <summary>The manager's methods.</summary>
    internal ManagerProxy Manager { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _bus.Dispose();
        End("closed by this side");
    }

    /// <summary>Connects; matches, then Subscribe: what happens after the listing that follows is reported.</summary>
    /// <param name="options">The bus, and deadlines.</param>
    /// <exception cref="BusException">No bus, or no systemd on it. Nothing is left of the attempt.</exception>
    internal static async Task<ManagerSession> StartAsync(
        EventSink events, TimeProvider timeProvider, SystemdManagerOptions options, CancellationToken cancellationToken)
    {
        BusConnection bus = await BusConnection.OpenAsync(options, timeProvider, cancellationToken);
        var session = new ManagerSession(bus, events, timeProvider, options);
        try
        {
            await session._signals.WatchAsync(bus, cancellationToken);
            await session.SubscribeAsync(cancellationToken);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Follows systemd when it comes back to the bus. Ends with the reason when the connection is of no use any more.</summary>
    internal async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        Task<string> first = await Task.WhenAny(_bus.Closed, FollowAsync(cancellationToken));
        string reason = await first;
        End(reason);
        return reason;
    }

    private async Task<string> FollowAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (string owner in _signals.NewOwners.ReadAllAsync(cancellationToken))
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

    private async Task SubscribeAsync(CancellationToken cancellationToken)
    {
        await Manager.SubscribeAsync(cancellationToken);
        Info = ManagerReplies.ToInfo(await Manager.GetTextAsync("Version", cancellationToken));
    }

    private void End(string reason)
    {
        _signals.Close();
        _jobs.End(BusException.Closed(reason));
    }
}
