using System.Threading.Channels;
using OciReconciler.DBus.Bus;

namespace OciReconciler.DBus.Systemd;

/// <summary>systemd's system manager over any <see cref="IBusConnection"/>; see <see cref="ISystemdManager"/>.</summary>
/// <remarks>
/// Guarantees: after each Disconnected there is a Relist once signals flow again; a job that waits ends or faults.
/// While there is no connection calls fail at once with <see cref="BusFailure.Closed"/>: trying again is the caller's decision.
/// </remarks>
public sealed class SystemdManager : ISystemdManager
{
    private readonly Func<CancellationToken, Task<IBusConnection>> _open;
    private readonly TimeProvider _timeProvider;
    private readonly SystemdManagerOptions _options;
    private readonly EventSink _events;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _supervision;
    private volatile ManagerSession? _session;
    private volatile ManagerInfo _info;

    private SystemdManager(
        Func<CancellationToken, Task<IBusConnection>> open,
        TimeProvider timeProvider,
        SystemdManagerOptions options,
        EventSink events,
        ManagerSession session)
    {
        _open = open;
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

    /// <summary>Connects. Later losses are reported by <see cref="Events"/> and mended; the first event is a Relist.</summary>
    /// <param name="open">Opens a connection to the system bus; called again for each reconnection.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="options">Deadlines and delays.</param>
    /// <param name="cancellationToken">Ends this first attempt.</param>
    /// <exception cref="BusException">No bus, or no systemd on it.</exception>
    public static async Task<SystemdManager> ConnectAsync(
        Func<CancellationToken, Task<IBusConnection>> open,
        TimeProvider timeProvider,
        SystemdManagerOptions options,
        CancellationToken cancellationToken)
    {
        var events = new EventSink(options.EventCapacity);
        ManagerSession session = await ManagerSession.StartAsync(
            await open(cancellationToken), events, timeProvider, options, cancellationToken);
        events.Add(new UnitEvent.Relist("connected to systemd"));
        return new SystemdManager(open, timeProvider, options, events, session);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<UnitStatus>> ListUnitsByPatternsAsync(IReadOnlyList<string> patterns, CancellationToken cancellationToken) =>
        CallAsync(ManagerCalls.ListUnits(patterns), SystemdReplies.ToUnits, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<UnitFile>> ListUnitFilesByPatternsAsync(IReadOnlyList<string> patterns, CancellationToken cancellationToken) =>
        CallAsync(ManagerCalls.ListUnitFiles(patterns), SystemdReplies.ToUnitFiles, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, BusValue>> GetUnitPropertiesAsync(
        string unit, string @interface, CancellationToken cancellationToken) =>
        CallAsync(ManagerCalls.GetUnitProperties(unit, @interface), body => body.At(0).AsProperties(), cancellationToken);

    /// <inheritdoc/>
    public Task<BusValue> GetManagerPropertyAsync(string property, CancellationToken cancellationToken) =>
        CallAsync(ManagerCalls.GetManagerProperty(property), body => body.At(0).Unwrap(), cancellationToken);

    /// <inheritdoc/>
    public Task<SystemdJob> StartTransientUnitAsync(
        TransientUnit unit, JobMode mode, IReadOnlyList<TransientUnit> aux, CancellationToken cancellationToken) =>
        Session().CallForJobAsync(unit.Name, ManagerCalls.StartTransient(unit, mode, aux), cancellationToken);

    /// <inheritdoc/>
    public Task<SystemdJob> StartUnitAsync(string unit, JobMode mode, CancellationToken cancellationToken) =>
        Session().CallForJobAsync(unit, ManagerCalls.UnitJob("StartUnit", unit, mode), cancellationToken);

    /// <inheritdoc/>
    public Task<SystemdJob> StopUnitAsync(string unit, JobMode mode, CancellationToken cancellationToken) =>
        Session().CallForJobAsync(unit, ManagerCalls.UnitJob("StopUnit", unit, mode), cancellationToken);

    /// <inheritdoc/>
    public Task<SystemdJob> RestartUnitAsync(string unit, JobMode mode, CancellationToken cancellationToken) =>
        Session().CallForJobAsync(unit, ManagerCalls.UnitJob("RestartUnit", unit, mode), cancellationToken);

    /// <inheritdoc/>
    public Task ResetFailedUnitAsync(string unit, CancellationToken cancellationToken) =>
        CallAsync(ManagerCalls.ResetFailed(unit), _ => true, cancellationToken);

    /// <inheritdoc/>
    public Task ReloadAsync(CancellationToken cancellationToken) =>
        Session().CallAsync(ManagerCalls.Reload, _ => true, _options.ReloadTimeout, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _supervision;
        _events.Complete();
    }

    private Task<T> CallAsync<T>(BusCall call, Func<IReadOnlyList<BusValue>, T> read, CancellationToken cancellationToken) =>
        Session().CallAsync(call, read, _options.CallTimeout, cancellationToken);

    private ManagerSession Session()
    {
        if (_session is { } session)
            return session;
        _options.Unconnected();
        throw new BusException(BusFailure.Closed, string.Empty, "the system bus is gone; reconnecting");
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
                await session.DisposeAsync();
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
            await session.DisposeAsync();
        }
    }

    private async Task<ManagerSession> ReconnectAsync()
    {
        for (int attempt = 0; ; attempt++)
        {
            await Task.Delay(DelayBefore(attempt), _timeProvider, _stopping.Token);
            try
            {
                return await ManagerSession.StartAsync(
                    await _open(_stopping.Token), _events, _timeProvider, _options, _stopping.Token);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                // Not back yet, whatever the reason: Disconnected has been said, and the next attempt follows.
            }
        }
    }

    // Half of the delay is chance: many programs lose the bus at the same moment.
    private TimeSpan DelayBefore(int attempt)
    {
        TimeSpan full = _options.ReconnectDelay * Math.Pow(2, Math.Min(attempt, 30));
        if (full > _options.MaxReconnectDelay)
            full = _options.MaxReconnectDelay;
        return full * (0.5 + (0.5 * _options.Chance()));
    }
}
