using System.Threading.Channels;
using OciReconciler.UnitTests.Simulation.Systemd;
using OciReconciler.UnitTests.Simulation.Threads;

namespace OciReconciler.IntegrationTests.SimulatedRules;

/// <summary>
/// The simulation: calls take no time, and everything comes to rest in virtual seconds, before a start limit is forgotten.
/// </summary>
internal sealed class SimulatedHost : IRulesHost, ISystemdManager, IUnitProcesses
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(3);
    private readonly VirtualScheduler _pump = new();
    private readonly SimulatedSystemd _systemd;

    public SimulatedHost() => _systemd = new SimulatedSystemd(_pump, this);

    public ISystemdManager Systemd => this;

    public ManagerInfo Info { get; } = new("257", 257);

    public ChannelReader<UnitEvent> Events => throw new NotSupportedException();

    public Task<JobResult> EndOfAsync(SystemdJob job)
    {
        _pump.Pass(TimeSpan.FromSeconds(1));
        return job.WaitAsync(TimeSpan.Zero, TimeProvider.System, CancellationToken.None);
    }

    public Task RemoveFileAsync(string unit)
    {
        _systemd.TransientFiles.Remove(unit);
        return Task.CompletedTask;
    }

    public Task KillAsync(string unit)
    {
        _systemd.Jobs.Kill(_systemd.Units[unit]);
        return Task.CompletedTask;
    }

    public Task<string> SeenAsync(Func<Task<string>> observe, string? expected)
    {
        _pump.Pass(Rest);
        return observe();
    }

    public Task<IReadOnlyList<UnitStatus>> ListUnitsByPatternsAsync(IReadOnlyList<string> patterns, CancellationToken cancellationToken) =>
        Task.FromResult(UnitRows.List(_systemd, patterns));

    public Task<IReadOnlyList<UnitFile>> ListUnitFilesByPatternsAsync(
        IReadOnlyList<string> patterns, CancellationToken cancellationToken) =>
        Task.FromResult(UnitRows.ListFiles(_systemd, patterns));

    public Task<UnitProperties> GetUnitAsync(string unit, CancellationToken cancellationToken) =>
        Task.FromResult(UnitRows.Unit(_systemd, _systemd.Load(unit)));

    public Task<ServiceProperties> GetServiceAsync(string unit, CancellationToken cancellationToken) =>
        Task.FromResult(UnitRows.Service(_systemd, _systemd.Load(unit)));

    public Task<IReadOnlyList<UnitStatus>> ListUnitsByNamesAsync(IReadOnlyList<string> names, CancellationToken cancellationToken) =>
        Task.FromResult(UnitRows.ListNamed(_systemd, names));

    public Task<string?> GetUnitFileStateAsync(string unit, CancellationToken cancellationToken) =>
        Task.FromResult(UnitRows.FileState(_systemd, unit));

    public Task<SystemdJob> StartTransientUnitAsync(
        TransientUnit unit, JobMode mode, IReadOnlyList<TransientUnit> aux, CancellationToken cancellationToken) =>
        JobAsync(() => _systemd.StartTransient(unit, aux, mode));

    public Task<SystemdJob> StartUnitAsync(string unit, JobMode mode, CancellationToken cancellationToken) =>
        JobAsync(() => _systemd.Enqueue(unit, JobKind.Start, mode));

    public Task<SystemdJob> StopUnitAsync(string unit, JobMode mode, CancellationToken cancellationToken) =>
        JobAsync(() => _systemd.Enqueue(unit, JobKind.Stop, mode));

    public Task<SystemdJob> RestartUnitAsync(string unit, JobMode mode, CancellationToken cancellationToken) =>
        JobAsync(() => _systemd.Enqueue(unit, JobKind.Restart, mode));

    public Task ResetFailedUnitAsync(string unit, CancellationToken cancellationToken)
    {
        try
        {
            _systemd.ResetFailed(unit);
            return Task.CompletedTask;
        }
        catch (BusException error)
        {
            return Task.FromException(error);
        }
    }

    public Task ReloadAsync(CancellationToken cancellationToken)
    {
        _systemd.Reload();
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public int? Run(SimulatedUnit unit) => unit.Text.Command is ["/bin/false", ..] ? 1 : null;

    public void Ended(SimulatedUnit unit)
    {
    }

    public void Starting(SimulatedUnit unit)
    {
    }

    public void Stopping(SimulatedUnit unit)
    {
    }

    public TimeSpan Delay(SimulatedUnit unit, JobKind kind) =>
        unit.Text.Notifies && kind == JobKind.Start ? TimeSpan.FromDays(1) : TimeSpan.FromMilliseconds(10);

    public bool EndsBadly(SimulatedUnit unit) => false;

    private static Task<SystemdJob> JobAsync(Func<SimulatedJob> enqueue)
    {
        SimulatedJob job;
        try
        {
            job = enqueue();
        }
        catch (BusException error)
        {
            return Task.FromException<SystemdJob>(error);
        }

        var completion = new TaskCompletionSource<JobResult>();
        job.Waiters.Add(completion.SetResult);
        return Task.FromResult(new SystemdJob(job.Unit.Name, job.Path, completion.Task));
    }
}
