using OciReconciler.UnitTests.Simulation.Threads;

namespace OciReconciler.UnitTests.Simulation.Systemd;

/// <summary>Transactions, their order, and how jobs end. What a start or stop does is <see cref="UnitStates"/>'s.</summary>
internal sealed class SimulatedJobs
{
    private const string Destructive = "org.freedesktop.systemd1.TransactionIsDestructive";

    private readonly SimulatedSystemd _systemd;
    private readonly VirtualScheduler _pump;
    private readonly UnitStates _states;
    private readonly List<SimulatedJob> _jobs = [];
    private long _ids;
    private bool _scheduled;

    public SimulatedJobs(SimulatedSystemd systemd, VirtualScheduler pump, IUnitProcesses processes)
    {
        (_systemd, _pump) = (systemd, pump);
        _states = new UnitStates(systemd, this, pump, processes);
    }

    /// <summary>Puts a job and those that it draws in into the queue.</summary>
    public SimulatedJob Enqueue(SimulatedUnit unit, JobKind kind, JobAsker asker, JobMode mode = JobMode.Replace)
    {
        var drawn = new List<(SimulatedUnit Unit, JobKind Kind)>();
        if (kind == JobKind.Stop)
            drawn.Add((unit, kind));
        else
            AddStarts(unit, kind, drawn);
        if (mode == JobMode.Fail && drawn.Exists(entry => IsDestructive(entry.Unit, entry.Kind, [])))
            throw new BusException(BusFailure.ErrorReply, Destructive, $"Transaction for {unit.Name}/{kind} is destructive");
        foreach (var (other, otherKind) in drawn)
            Install(other, otherKind, asker);
        var job = unit.Job!;
        RunSoon();
        return job;
    }

    /// <summary>Ends a unit's job, if it has one.</summary>
    public void End(SimulatedUnit unit, JobResult result)
    {
        if (unit.Job is not { } job)
            return;
        unit.Job = null;
        _jobs.Remove(job);
        foreach (var waiter in job.Waiters)
            waiter(result);
        _systemd.Report(new UnitEvent.Changed(unit.Name));
        if (result is not (JobResult.Done or JobResult.Skipped) && job.Kind != JobKind.Stop)
            FailDependents(unit);
        _systemd.CollectSoon();
        RunSoon();
    }

    /// <summary>Changes a unit's state.</summary>
    public void Become(SimulatedUnit unit, string active, string sub)
    {
        (unit.ActiveState, unit.SubState) = (active, sub);
        unit.Epoch++;
        _systemd.Report(new UnitEvent.Changed(unit.Name));
        _systemd.CollectSoon();
        RunSoon();
    }

    /// <summary>A unit's main process is killed.</summary>
    public void Kill(SimulatedUnit unit) => _states.Died(unit, 137);

    /// <summary>Forgets all jobs: the host went down.</summary>
    public void Clear() => _jobs.Clear();

    private IEnumerable<SimulatedUnit> RequiredBy(SimulatedUnit unit) =>
        _systemd.Units.Values.Where(other => other.Text.Requires.Contains(unit.Name, StringComparer.Ordinal));

    private void AddStarts(SimulatedUnit unit, JobKind kind, List<(SimulatedUnit Unit, JobKind Kind)> drawn)
    {
        if (drawn.Exists(entry => entry.Unit == unit))
            return;
        drawn.Add((unit, kind));
        foreach (var name in unit.Text.Requires)
        {
            var required = _systemd.Load(name);
            if (required.LoadState == "not-found" && !required.IsActive)
                throw new BusException(BusFailure.ErrorReply, SystemdErrors.NoSuchUnit, $"Unit {name} not found.");
            if (!required.IsActive || required.Job is { Kind: JobKind.Stop })
                AddStarts(required, JobKind.Start, drawn);
        }
    }

    // What requires it goes down with it, and is restarted with it.
    private IEnumerable<SimulatedUnit> TakenAlong(SimulatedUnit unit, JobKind kind) =>
        kind == JobKind.Start ? [] : RequiredBy(unit).Where(other => !other.IsDown || other.Job is { Kind: not JobKind.Stop });

    private bool IsDestructive(SimulatedUnit unit, JobKind kind, HashSet<SimulatedUnit> seen) =>
        seen.Add(unit)
        && (
            (unit.Job is { } job && (job.Kind == JobKind.Stop) != (kind == JobKind.Stop))
                || TakenAlong(unit, kind).Any(other => IsDestructive(other, kind, seen)));

    private void Install(SimulatedUnit unit, JobKind kind, JobAsker asker)
    {
        foreach (var dependent in TakenAlong(unit, kind).ToList())
            Install(dependent, kind, asker);

        if (unit.Job is { } job && (job.Kind == kind || (job.Kind == JobKind.Restart && kind == JobKind.Start)))
            return;
        if (unit.Job is { IsRunning: false, Kind: JobKind.Start } waiting && kind == JobKind.Restart)
        {
            waiting.Kind = JobKind.Restart;
            return;
        }

        if (unit.Job is { Asker: JobAsker.Somebody } foreign && asker == JobAsker.Controller)
            _systemd.ForeignJobCancelled?.Invoke(foreign);
        End(unit, JobResult.Canceled);
        var made = new SimulatedJob(++_ids, unit, kind, asker, _pump.Clock.Ticks);
        unit.Job = made;
        _jobs.Add(made);
    }

    private void FailDependents(SimulatedUnit unit)
    {
        foreach (var dependent in RequiredBy(unit).Where(other => other.Job is { Kind: JobKind.Start, IsRunning: false }).ToList())
            End(dependent, JobResult.Dependency);
    }

    private void RunSoon()
    {
        if (_scheduled || _jobs.Count == 0)
            return;
        _scheduled = true;
        _pump.Post(RunQueue);
    }

    private void RunQueue()
    {
        _scheduled = false;
        foreach (var job in _jobs.ToList().Where(job => job.Unit.Job == job && IsRunnable(job)))
            _states.Run(job);
    }

    // Stops go first, dependents before what they need; then starts, the other way round.
    private bool IsRunnable(SimulatedJob job) => !_jobs.Exists(other => other != job && GoesFirst(other, job));

    private static bool GoesFirst(SimulatedJob first, SimulatedJob job)
    {
        if (IsAfter(job.Unit, first.Unit))
            return job.Kind == JobKind.Start;
        return IsAfter(first.Unit, job.Unit) && first.Kind != JobKind.Start;
    }

    private static bool IsAfter(SimulatedUnit later, SimulatedUnit earlier) =>
        later.Text.After.Contains(earlier.Name, StringComparer.Ordinal) || earlier.Text.Before.Contains(later.Name, StringComparer.Ordinal);
}
