using OciReconciler.UnitTests.Simulation.Threads;

namespace OciReconciler.UnitTests.Simulation.Systemd;

/// <summary>What starts and stops do to units, and what happens when a process ends by itself.</summary>
internal sealed class UnitStates(SimulatedSystemd systemd, SimulatedJobs jobs, VirtualScheduler pump, IUnitProcesses processes)
{
    private const int StartLimit = 5;
    private const int Killed = 137;
    private static readonly TimeSpan StartLimitInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RestartDelay = TimeSpan.FromMilliseconds(100);

    /// <summary>Carries a job out. Called again whenever something changed.</summary>
    public void Run(SimulatedJob job)
    {
        var unit = job.Unit;
        switch (job.Kind)
        {
            case JobKind.Start:
                RunStart(job, unit);
                break;
            case JobKind.Restart when unit.IsDown || unit.SubState == "auto-restart":
                unit.CountsRestartsAnew |= job.Asker != JobAsker.Systemd;
                job.Kind = JobKind.Start;
                RunStart(job, unit);
                break;
            default:
                RunStop(job, unit);
                break;
        }
    }

    /// <summary>The main process is gone, and nobody had asked for it.</summary>
    public void Died(SimulatedUnit unit, int exitCode)
    {
        if (unit.IsDown || unit.SubState is "auto-restart" or "stop")
            return;
        processes.Ended(unit);
        unit.Result = "exit-code";
        unit.Exit = (exitCode, pump.Clock.Now);
        var isRestarted = unit.Text.Restarts;
        unit.CountsRestartsAnew = !isRestarted;
        jobs.Become(unit, isRestarted ? "activating" : "failed", isRestarted ? "auto-restart" : "failed");
        if (unit.Job is { Kind: JobKind.Start, IsRunning: true })
            jobs.End(unit, JobResult.Failed);
        if (isRestarted)
            Later(unit, RestartDelay, () => Restart(unit));
    }

    private void Restart(SimulatedUnit unit)
    {
        unit.Restarts++;
        jobs.Enqueue(unit, JobKind.Restart, JobAsker.Systemd);
    }

    private void RunStart(SimulatedJob job, SimulatedUnit unit)
    {
        if (job.IsRunning || unit.SubState == "stop")
            return;
        if (unit.IsActive)
        {
            jobs.End(unit, JobResult.Done);
            return;
        }

        job.IsRunning = true;
        if (unit.SubState == "start")
            return;
        if (unit.LoadState != "loaded")
        {
            jobs.End(unit, JobResult.Other);
            return;
        }

        if (IsAtLimit(unit))
        {
            if (unit.Result == "success")
                unit.Result = "start-limit-hit";
            unit.CountsRestartsAnew = true;
            jobs.Become(unit, "failed", "failed");
            jobs.End(unit, JobResult.Failed);
            return;
        }

        processes.Starting(unit);
        if (unit.CountsRestartsAnew)
            (unit.Restarts, unit.CountsRestartsAnew) = (0, false);
        unit.Invocation++;
        unit.StartedAt = Now();
        unit.Result = "success";
        if (unit.IsSlice)
            Started(unit);
        else if (unit.Text.Notifies)
            StartSlowly(unit);
        else
            StartAtOnce(unit);
    }

    private void StartSlowly(SimulatedUnit unit)
    {
        jobs.Become(unit, "activating", "start");
        Later(unit, processes.Delay(unit, JobKind.Start), () =>
        {
            if (processes.Run(unit) is { } exitCode)
                Died(unit, exitCode);
            else
                Started(unit);
        });
    }

    // The client is there at once; its container comes, or does not, a little later.
    private void StartAtOnce(SimulatedUnit unit)
    {
        Started(unit);
        var invocation = unit.Invocation;
        pump.Clock.After(processes.Delay(unit, JobKind.Start), () =>
        {
            if (unit.Invocation == invocation && unit.IsActive && IsLoaded(unit) && processes.Run(unit) is { } exitCode)
                Died(unit, exitCode);
        });
    }

    private void Started(SimulatedUnit unit)
    {
        jobs.Become(unit, "active", unit.IsSlice ? "active" : "running");
        if (unit.Job is { Kind: JobKind.Start })
            jobs.End(unit, JobResult.Done);
    }

    private void RunStop(SimulatedJob job, SimulatedUnit unit)
    {
        job.IsRunning = true;
        if (unit.SubState == "stop")
            return;
        if (unit.IsDown)
        {
            jobs.End(unit, JobResult.Done);
            return;
        }

        if (unit.SubState != "auto-restart" && !unit.IsSlice)
            processes.Stopping(unit);
        if (unit.IsSlice || unit.SubState == "auto-restart")
        {
            Stopped(unit, isBad: false);
            return;
        }

        jobs.Become(unit, "deactivating", "stop");
        Later(unit, processes.Delay(unit, JobKind.Stop), () => Stopped(unit, processes.EndsBadly(unit)));
    }

    private void Stopped(SimulatedUnit unit, bool isBad)
    {
        processes.Ended(unit);
        unit.Result = isBad ? "exit-code" : "success";
        unit.CountsRestartsAnew = true;
        unit.InactiveAt = Now();
        unit.Exit = (isBad ? Killed : 0, pump.Clock.Now);
        jobs.Become(unit, isBad ? "failed" : "inactive", isBad ? "failed" : "dead");
        if (unit.Job is { Kind: JobKind.Stop })
            jobs.End(unit, JobResult.Done);
        else if (unit.Job is { Kind: JobKind.Restart } restart)
            (restart.Kind, restart.IsRunning) = (JobKind.Start, false);
    }

    private bool IsAtLimit(SimulatedUnit unit)
    {
        if (unit.IsSlice)
            return false;
        while (unit.Starts.TryPeek(out var first) && pump.Clock.Ticks - first > StartLimitInterval.Ticks)
            unit.Starts.Dequeue();
        if (unit.Starts.Count >= StartLimit)
            return true;
        unit.Starts.Enqueue(pump.Clock.Ticks);
        return false;
    }

    // A clock that is zero at boot would make the first process one that never began.
    private ulong Now() => (ulong)pump.Clock.Ticks / TimeSpan.TicksPerMicrosecond + 1;

    private bool IsLoaded(SimulatedUnit unit) => systemd.Units.GetValueOrDefault(unit.Name) == unit;

    private void Later(SimulatedUnit unit, TimeSpan delay, Action act)
    {
        var epoch = unit.Epoch;
        pump.Clock.After(delay, () =>
        {
            if (unit.Epoch == epoch && IsLoaded(unit))
                act();
        });
    }
}
