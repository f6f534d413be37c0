using System.Threading.Channels;
using OciReconciler.UnitTests.Simulation.Systemd;
using OciReconciler.UnitTests.Simulation.Threads;

namespace OciReconciler.UnitTests.Simulation.Controllers;

/// <summary>One controller's connection to the simulated systemd: answers take a while, and some calls go wrong.</summary>
internal sealed class SystemdClient : ISystemdManager
{
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(25);
    private readonly SimulatedHost _host;
    private readonly VirtualThread _thread;
    private readonly EventQueue<UnitEvent> _events;

    public SystemdClient(SimulatedHost host, VirtualThread thread)
    {
        (_host, _thread, _events) = (host, thread, new EventQueue<UnitEvent>(host.Pump));
        host.Systemd.Happened += Report;
        _events.Add(new UnitEvent.Relist("connected to systemd"));
    }

    public ManagerInfo Info { get; } = new("257", 257);

    public ChannelReader<UnitEvent> Events => _events;

    private SimulatedSystemd Systemd => _host.Systemd;

    /// <summary>The controller is gone.</summary>
    public void Disconnect() => Systemd.Happened -= Report;

    /// <summary>The connection is lost, or there again.</summary>
    public void BusChanged(bool isUp) =>
        _events.Add(isUp ? new UnitEvent.Relist("connected to systemd again") : new UnitEvent.Disconnected("the bus is gone"));

    public Task<IReadOnlyList<UnitStatus>> ListUnitsByPatternsAsync(IReadOnlyList<string> patterns, CancellationToken cancellationToken) =>
        CallAsync("ListUnits", "", () => UnitRows.List(Systemd, patterns));

    public Task<IReadOnlyList<UnitFile>> ListUnitFilesByPatternsAsync(
        IReadOnlyList<string> patterns, CancellationToken cancellationToken) =>
        CallAsync("ListUnitFiles", patterns[0], () => UnitRows.ListFiles(Systemd, patterns));

    public Task<UnitProperties> GetUnitAsync(string unit, CancellationToken cancellationToken) =>
        CallAsync("GetUnitProperties", unit, () => UnitRows.Unit(Systemd, Systemd.Load(unit)));

    public Task<ServiceProperties> GetServiceAsync(string unit, CancellationToken cancellationToken) =>
        CallAsync("GetUnitProperties", unit, () => UnitRows.Service(Systemd, Systemd.Load(unit)));

    public Task<IReadOnlyList<UnitStatus>> ListUnitsByNamesAsync(IReadOnlyList<string> names, CancellationToken cancellationToken) =>
        CallAsync("ListUnits", "", () => UnitRows.ListNamed(Systemd, names));

    public Task<string?> GetUnitFileStateAsync(string unit, CancellationToken cancellationToken) =>
        CallAsync("ListUnitFiles", unit, () => UnitRows.FileState(Systemd, unit));

    public Task<SystemdJob> StartTransientUnitAsync(
        TransientUnit unit, JobMode mode, IReadOnlyList<TransientUnit> aux, CancellationToken cancellationToken) =>
        CallAsync("StartTransientUnit", $"{unit.Name} {string.Join(' ', aux.Select(other => other.Name))}", () =>
        {
            if (_host.Weather.RunIsFull)
                throw new BusException(BusFailure.ErrorReply, "org.freedesktop.systemd1.DiskFull", "no space left on device");
            foreach (var defined in aux)
                _host.Guard.Defines(defined.Name);
            return JobOf(Systemd.StartTransient(unit, aux, mode));
        });

    public Task<SystemdJob> StartUnitAsync(string unit, JobMode mode, CancellationToken cancellationToken) =>
        EnqueueAsync("StartUnit", unit, JobKind.Start, mode);

    public Task<SystemdJob> StopUnitAsync(string unit, JobMode mode, CancellationToken cancellationToken) =>
        EnqueueAsync("StopUnit", unit, JobKind.Stop, mode);

    public Task<SystemdJob> RestartUnitAsync(string unit, JobMode mode, CancellationToken cancellationToken) =>
        EnqueueAsync("RestartUnit", unit, JobKind.Restart, mode);

    public Task ResetFailedUnitAsync(string unit, CancellationToken cancellationToken) => CallAsync("ResetFailedUnit", unit, () =>
    {
        _host.Guard.Acts(unit);
        Systemd.ResetFailed(unit);
        return true;
    });

    public Task ReloadAsync(CancellationToken cancellationToken) => CallAsync("Reload", "", () =>
    {
        _host.Guard.Reloads();
        Systemd.Reload();
        return true;
    });

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Task<SystemdJob> EnqueueAsync(string call, string unit, JobKind kind, JobMode mode) => CallAsync(call, unit, () =>
    {
        _host.Guard.Acts(unit);
        if (kind != JobKind.Stop)
            _host.Guard.Starts(unit);
        return JobOf(Systemd.Enqueue(unit, kind, mode));
    });

    private void Report(UnitEvent unitEvent)
    {
        if (_host.Bus.IsUp)
            _events.Add(unitEvent);
    }

    private SystemdJob JobOf(SimulatedJob job)
    {
        var completion = new TaskCompletionSource<JobResult>();
        if (job.Unit.Job == job)
            job.Waiters.Add(result => _host.Pump.Post(() => completion.TrySetResult(result)));
        else
            completion.SetResult(JobResult.Done);
        _host.Bus.Watch(completion);
        return new SystemdJob(job.Unit.Name, job.Path, completion.Task);
    }

    private Task<T> CallAsync<T>(string name, string what, Func<T> effect)
    {
        if (!_thread.IsAlive)
            return new TaskCompletionSource<T>().Task;
        _host.Calls.Add(_host.Elapsed, name, what);
        if (_host.IsKilledNow(out var before))
        {
            if (!before)
                _ = Outcome.Of(effect);
            _host.KillController();
            return new TaskCompletionSource<T>().Task;
        }

        if (!_host.Bus.IsUp)
            return Task.FromException<T>(new BusException(BusFailure.Closed, "", "the system bus is gone; reconnecting"));
        return _host.Weather.Calls.TryDequeue(out var fault) ? Failing(fault, effect) : Answer(Outcome.Of(effect), _host.AnswerDelay());
    }

    private Task<T> Failing<T>(CallFault fault, Func<T> effect)
    {
        if (fault is CallFault.AnswerLost or CallFault.Closed)
            _ = Outcome.Of(effect);
        var (error, delay) = fault switch
        {
            CallFault.Refused =>
                (new BusException(BusFailure.ErrorReply, "org.freedesktop.DBus.Error.LimitsExceeded", "refused"), TimeSpan.Zero),
            CallFault.Closed => (new BusException(BusFailure.Closed, "", "the connection broke"), TimeSpan.Zero),
            _ => (new BusException(BusFailure.Timeout, "", "no answer"), CallTimeout),
        };
        return Answer(new Outcome<T>(default, error), delay);
    }

    private Task<T> Answer<T>(Outcome<T> outcome, TimeSpan delay)
    {
        if (delay == TimeSpan.Zero)
            return outcome.Error is { } error ? Task.FromException<T>(error) : Task.FromResult(outcome.Value!);
        var answer = new TaskCompletionSource<T>();
        _host.Pump.Clock.After(delay, () => outcome.Report(answer));
        return answer.Task;
    }
}
