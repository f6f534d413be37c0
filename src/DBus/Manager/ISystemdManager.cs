using System.Threading.Channels;
using OciReconciler.DBus.Units;

namespace OciReconciler.DBus.Manager;

/// <summary>
/// systemd's manager (org.freedesktop.systemd1) as a typed client. Thread-safe. Every call has a deadline; a call that fails throws
/// <see cref="BusException"/> with the error's name kept. Reconnects by itself; <see cref="Events"/> reports it.
/// </summary>
public interface ISystemdManager : IAsyncDisposable
{
    /// <summary>What the manager said of itself when the connection was last made.</summary>
    ManagerInfo Info { get; }

    /// <summary>
    /// Unit and connection events, without end until disposal. Bounded: on overflow it collapses to one <see cref="UnitEvent.Relist"/>.
    /// </summary>
    ChannelReader<UnitEvent> Events { get; }

    /// <summary>ListUnitsByPatterns: loaded units only. Nothing is loaded by asking.</summary>
    /// <param name="patterns">fnmatch patterns or exact unit names; empty means all.</param>
    /// <param name="cancellationToken">Cancels the wait, not the call.</param>
    Task<IReadOnlyList<UnitStatus>> ListUnitsByPatternsAsync(IReadOnlyList<string> patterns, CancellationToken cancellationToken);

    /// <summary>
    /// ListUnitsByNames: a row for each name, far cheaper than by pattern. A name that is not loaded is loaded for it (UnitNew, then
    /// UnitRemoved), and that of an alias answers with its unit's row: ask only for names that a listing had.
    /// </summary>
    /// <param name="names">Full unit names.</param>
    /// <param name="cancellationToken">Cancels the wait, not the call.</param>
    Task<IReadOnlyList<UnitStatus>> ListUnitsByNamesAsync(IReadOnlyList<string> names, CancellationToken cancellationToken);

    /// <summary>GetUnitFileState: static, masked, transient, ...; null: there is no file of that name. Loads nothing.</summary>
    /// <param name="unit">Full unit name.</param>
    /// <param name="cancellationToken">Cancels the wait, not the call.</param>
    Task<string?> GetUnitFileStateAsync(string unit, CancellationToken cancellationToken);

    /// <summary>ListUnitFilesByPatterns: what is installed or masked, loaded or not. Nothing is loaded by asking.</summary>
    /// <param name="patterns">fnmatch patterns or exact unit names.</param>
    /// <param name="cancellationToken">Cancels the wait, not the call.</param>
    Task<IReadOnlyList<UnitFile>> ListUnitFilesByPatternsAsync(IReadOnlyList<string> patterns, CancellationToken cancellationToken);

    /// <summary>
    /// A unit's properties. A name that is not loaded is loaded for it (UnitNew, then UnitRemoved) and, when there is no such unit, answers
    /// with LoadState not-found: ask only for listed or suspect names.
    /// </summary>
    /// <param name="cancellationToken">Cancels the wait, not the call.</param>
    Task<UnitProperties> GetUnitAsync(string unit, CancellationToken cancellationToken);

    /// <summary>
    /// A service's properties, those of its unit included, in one call; as above. A unit of another type is
    /// <see cref="BusFailure.Malformed"/>.
    /// </summary>
    /// <param name="unit">Full name of a .service.</param>
    /// <param name="cancellationToken">Cancels the wait, not the call.</param>
    Task<ServiceProperties> GetServiceAsync(string unit, CancellationToken cancellationToken);

    /// <summary>StartTransientUnit. The task ends when systemd has accepted the call; the job goes on.</summary>
    /// <param name="unit">The unit that is started.</param>
    /// <param name="aux">Units that are created with it and not started.</param>
    /// <param name="cancellationToken">Cancels the wait, not the call.</param>
    Task<SystemdJob> StartTransientUnitAsync(
        TransientUnit unit, JobMode mode, IReadOnlyList<TransientUnit> aux, CancellationToken cancellationToken);

    /// <summary>StartUnit; as above.</summary>
    Task<SystemdJob> StartUnitAsync(string unit, JobMode mode, CancellationToken cancellationToken);

    /// <summary>StopUnit; as above. A unit that is not loaded throws <see cref="SystemdErrors.NoSuchUnit"/>.</summary>
    Task<SystemdJob> StopUnitAsync(string unit, JobMode mode, CancellationToken cancellationToken);

    /// <summary>RestartUnit; as above.</summary>
    Task<SystemdJob> RestartUnitAsync(string unit, JobMode mode, CancellationToken cancellationToken);

    /// <summary>ResetFailedUnit.</summary>
    Task ResetFailedUnitAsync(string unit, CancellationToken cancellationToken);

    /// <summary>Reload: systemctl daemon-reload. Returns when it is done.</summary>
    Task ReloadAsync(CancellationToken cancellationToken);
}
