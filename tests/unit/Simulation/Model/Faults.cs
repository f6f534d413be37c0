using OciReconciler.UnitTests.Simulation.Controllers;

namespace OciReconciler.UnitTests.Simulation.Model;

/// <summary>What breaks under the controller, and the controller itself.</summary>
internal sealed class Faults(SimulatedHost host)
{
    private static readonly TimeSpan RestartDelay = TimeSpan.FromSeconds(2);

    public IEnumerable<Operation> All =>
    [
        new(6, FailCalls), new(2, BreakBus), new(6, KillAtCall), new(2, KillNow), new(4, TroubleEngine), new(4, FailStarts),
            new(3, SlowJob), new(2, FillDisk), new(2, FillRun), new(3, SlowRegistry), new(2, SetClock),
    ];

    /// <summary>All is well, and the controller runs.</summary>
    public void Mend()
    {
        host.Weather.Clear();
        host.Bus.Mend();
        host.Disk.Mend();
        foreach (var engine in host.Engines.Values)
            engine.IsUp = true;
        host.StartController();
    }

    private string? FailCalls()
    {
        var fault = (CallFault)host.Random.Next(4);
        var count = host.Random.Next(1, 4);
        for (var call = 0; call < count; call++)
            host.Weather.Calls.Enqueue(fault);
        return $"the next {count} calls to systemd: {fault}";
    }

    private string? BreakBus()
    {
        var duration = TimeSpan.FromMilliseconds(host.Random.Next(10, 20_000));
        host.Bus.Break(duration);
        return $"the bus is gone for {duration.TotalSeconds:0.0} s";
    }

    private string? KillAtCall()
    {
        if (host.Controller is null)
            return null;
        host.Weather.KillAfterCalls = host.Random.Next(25);
        host.Weather.KillBeforeEffect = host.Random.Next(2) == 0;
        return $"kill the controller {(host.Weather.KillBeforeEffect ? "before" : "after")} the call after "
            + $"{host.Weather.KillAfterCalls} more";
    }

    private string? KillNow()
    {
        if (host.Controller is null)
            return null;
        host.KillController();
        host.Pump.Clock.After(RestartDelay, host.StartController);
        return "kill the controller";
    }

    private string? TroubleEngine()
    {
        var backend = host.Random.Next(2) == 0 ? Backend.Podman : Backend.Docker;
        var kind = (EngineTrouble)host.Random.Next(4);
        var duration = TimeSpan.FromSeconds(host.Random.Next(1, 60));
        host.Weather.Engines[backend] = (kind, host.Pump.Clock.Ticks + duration.Ticks);
        return $"{backend} is {kind} for {duration.TotalSeconds:0} s";
    }

    private string? FailStarts()
    {
        if (PickUnit() is not { } unit)
            return null;
        var count = host.Random.Next(1, 12);
        var isOfEngine = host.Random.Next(2) == 0;
        host.Weather.FailingStarts[unit.Unit] = (count, isOfEngine);
        host.Guard.Touch([unit.Name]);
        return $"the next {count} starts of {unit.Unit} fail{(isOfEngine ? " at its engine" : "")}";
    }

    private string? SlowJob()
    {
        if (PickUnit() is not { } unit)
            return null;
        var more = TimeSpan.FromSeconds(host.Random.Next(1, 200));
        host.Weather.Slow[unit.Unit] = more;
        // docker's client is active meanwhile, and its container is missing for too long.
        host.Guard.Touch([unit.Name]);
        return $"the next job of {unit.Unit} takes {more.TotalSeconds:0} s more";
    }

    private string? FillDisk()
    {
        string[] directories =
        [
            Path.Combine(host.Disk.Run, "status"), Path.Combine(host.Disk.Run, "restart"), Path.Combine(host.Disk.Run, "applied"),
                Path.Combine(host.Disk.State, "desired"),
            Path.Combine(host.Disk.State, "events"),
        ];
        if (host.Git is not null)
            directories = [.. directories, Path.Combine(host.Disk.State, "sources")];
        var directory = directories[host.Random.Next(directories.Length)];
        var duration = TimeSpan.FromSeconds(host.Random.Next(1, 40));
        host.Disk.Break(directory);
        host.Pump.Clock.After(duration, host.Disk.Mend);
        return $"nothing can be written to {Path.GetFileName(directory)} for {duration.TotalSeconds:0} s";
    }

    private string SlowRegistry()
    {
        var duration = TimeSpan.FromSeconds(host.Random.Next(1, 90));
        host.Weather.RegistryIsSlow = true;
        host.Pump.Clock.After(duration, () => host.Weather.RegistryIsSlow = false);
        return $"images arrive slowly for {duration.TotalSeconds:0} s";
    }

    private string FillRun()
    {
        var duration = TimeSpan.FromSeconds(host.Random.Next(1, 40));
        host.Weather.RunIsFull = true;
        host.Pump.Clock.After(duration, () => host.Weather.RunIsFull = false);
        return $"/run is full for {duration.TotalSeconds:0} s";
    }

    // Set by hand, or the host has slept.
    private string SetClock()
    {
        var step = TimeSpan.FromSeconds(host.Random.Next(-100_000, 100_000));
        host.Pump.Clock.Offset += step;
        return $"the wall clock is set by {step.TotalSeconds:0} s";
    }

    private ExpectedWorkload? PickUnit()
    {
        var all = host.Effective.ToList();
        return all.Count == 0 ? null : all[host.Random.Next(all.Count)];
    }
}
