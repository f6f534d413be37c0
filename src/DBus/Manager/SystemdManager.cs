using System.Threading.Channels;
using OciReconciler.DBus.Units;

namespace OciReconciler.DBus.Manager;

/// <summary>systemd's system manager over the system bus; see <see cref="ISystemdManager"/>.</summary>
/// <remarks>
/// Guarantees: after each Disconnected there is a Relist once signals flow again; a job that waits ends or faults.
/// While there is no connection calls fail at once with <see cref="BusFailure.Closed"/>: trying again is the caller's decision.
/// </remarks>
public sealed class SystemdManager : ISystemdManager
{
    private readonly TimeProvider _timeProvider;
    private readonly SystemdManagerOptions _options;
    private readonly EventSink _events;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _supervision;
    private volatile ManagerSession? _session;
    private volatile ManagerInfo _info;

    private SystemdManager(
        TimeProvider timeProvider, SystemdManagerOptions options, EventSink events, ManagerSession session)
    {
        _timeProvider = timeProvider;
        _options = options;
        _events = events;
        _session = session;
        _info = session.Info;
        _supervision = SuperviseAsync(session);
    }

    /// <inheritdoc/>
    public ManagerInfo Info => _session?.Info ?? _info;

    /// <inheritdoc/>
    public ChannelReader<UnitEvent> Events => _events.Reader;

    /// <summary>
    /// Connects. Later losses are reported by <see cref="Events"/> and mended. A Relist is among the first events: signals may come before.
    /// </summary>
    /// <param name="cancellationToken">Ends this first attempt.</param>
    /// <exception cref="BusException">No bus, or no systemd on it.</exception>
    public static async Task<SystemdManager> ConnectAsync(
        TimeProvider timeProvider, SystemdManagerOptions options, CancellationToken cancellationToken)
    {
        var events = new EventSink(options.EventCapacity);
        ManagerSession session = await ManagerSession.StartAsync(events, timeProvider, options, cancellationToken);
        events.Add(new UnitEvent.Relist("connected to systemd"));
        return new SystemdManager(timeProvider, options, events, session);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<UnitStatus>> ListUnitsByPatternsAsync(IReadOnlyList<string> patterns, CancellationToken cancellationToken) =>
        Manager().ListUnitsAsync(patterns, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<UnitStatus>> ListUnitsByNamesAsync(IReadOnlyList<string> names, CancellationToken cancellationToken) =>
        Manager().ListNamedUnitsAsync(names, cancellationToken);

    /// <inheritdoc/>
    public Task<string?> GetUnitFileStateAsync(string unit, CancellationToken cancellationToken) =>
        Manager().GetUnitFileStateAsync(unit, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<UnitFile>> ListUnitFilesByPatternsAsync(
        IReadOnlyList<string> patterns, CancellationToken cancellationToken) =>
        Manager().ListUnitFilesAsync(patterns, cancellationToken);

    /// <inheritdoc/>
    public Task<UnitProperties> GetUnitAsync(string unit, CancellationToken cancellationToken) =>
        Manager().GetUnitAsync(unit, cancellationToken);

    /// <inheritdoc/>
    public Task<ServiceProperties> GetServiceAsync(string unit, CancellationToken cancellationToken) =>
        Manager().GetServiceAsync(unit, cancellationToken);

    /// <inheritdoc/>
    public Task<SystemdJob> StartTransientUnitAsync(
        TransientUnit unit, JobMode mode, IReadOnlyList<TransientUnit> aux, CancellationToken cancellationToken) =>
        Manager().StartTransientAsync(unit, mode, aux, cancellationToken);

    /// <inheritdoc/>
    public Task<SystemdJob> StartUnitAsync(string unit, JobMode mode, CancellationToken cancellationToken) =>
        Manager().EnqueueAsync("StartUnit", unit, mode, cancellationToken);

    /// <inheritdoc/>
    public Task<SystemdJob> StopUnitAsync(string unit, JobMode mode, CancellationToken cancellationToken) =>
        Manager().EnqueueAsync("StopUnit", unit, mode, cancellationToken);

    /// <inheritdoc/>
    public Task<SystemdJob> RestartUnitAsync(string unit, JobMode mode, CancellationToken cancellationToken) =>
        Manager().EnqueueAsync("RestartUnit", unit, mode, cancellationToken);

    /// <inheritdoc/>
    public Task ResetFailedUnitAsync(string unit, CancellationToken cancellationToken) =>
        Manager().ResetFailedAsync(unit, cancellationToken);

    /// <inheritdoc/>
    public Task ReloadAsync(CancellationToken cancellationToken) => Manager().ReloadAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _supervision;
        _events.Complete();
    }

    private ManagerProxy Manager()
    {
        ManagerSession? session = _session;
        if (session is { IsSystemdGone: false })
            return session.Manager;
        _options.Failed(BusFailure.Closed);
        throw new BusException(
            BusFailure.Closed,
            string.Empty,
            session is null ? "the system bus is gone; reconnecting" : "systemd is not on the bus; waiting for it to come back");
    }

    private async Task SuperviseAsync(ManagerSession session)
    {
        try
        {
            while (true)
            {
                string reason = await session.RunAsync(_stopping.Token);
                _info = session.Info;
                _session = null;
                session.Dispose();
                _stopping.Token.ThrowIfCancellationRequested();
                _events.Add(new UnitEvent.Disconnected(reason));
                session = await ReconnectAsync();
                _session = session;
                _events.Add(new UnitEvent.Relist("connected to systemd again"));
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            _session = null;
            session.Dispose();
        }
    }

    private async Task<ManagerSession> ReconnectAsync()
    {
        for (int attempt = 0; ; attempt++)
        {
            await Task.Delay(_options.DelayBefore(attempt), _timeProvider, _stopping.Token);
            try
            {
                return await ManagerSession.StartAsync(_events, _timeProvider, _options, _stopping.Token);
            }
            catch (Exception)
            {
                // systemd is not back yet, whatever the reason: Disconnected has been reported, and the next attempt follows. Nobody waits
                // for one that fails while this side ends.
                _stopping.Token.ThrowIfCancellationRequested();
            }
        }
    }
}
