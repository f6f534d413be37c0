using OciReconciler.UnitTests.Simulation.Controllers;
using OciReconciler.UnitTests.Simulation.Systemd;

namespace OciReconciler.UnitTests.Simulation.Model;

/// <summary>What others do to the host, without asking the controller.</summary>
internal sealed class Interference(SimulatedHost host)
{
    public IEnumerable<Operation> All => [.. WhileUp, new(1, Reboot), new(1, RestartDocker)];

    /// <summary>The host and its engines stay up.</summary>
    public IEnumerable<Operation> WhileUp =>
    [
        new(5, StopUnit), new(4, StartUnit), new(4, RestartUnit), new(4, KillUnit), new(4, MakeUnhealthy), new(4, RemoveContainer),
        new(2, ReplaceContainer), new(3, StopHolder), new(3, Pin), new(3, TakeName), new(1, LoseForeignFile), new(2, LeaveFailed),
        new(2, RunForeign), new(4, RemoveForeign), new(3, ReloadStorm), new(2, Pause), new(2, Resume), new(2, PauseContainer),
        new(3, UnpauseContainer),
    ];

    /// <summary>What others have put in the way goes away, in three of four runs.</summary>
    public void Mend()
    {
        if (host.Random.Next(4) == 0)
            return;
        foreach (var name in host.Foreign.Units.ToList())
            RemoveForeign(name);
        foreach (var container in host.Foreign.Containers.ToList())
            RemoveForeign(container);
        foreach (var name in host.Paused.Names.ToList())
            Resume(name);
        while (UnpauseContainer() is not null)
        {
        }
    }

    private T? Pick<T>(IEnumerable<T> choices)
        where T : class
    {
        var list = choices.ToList();
        return list.Count == 0 ? null : list[host.Random.Next(list.Count)];
    }

    private SimulatedUnit? PickOurs(Func<SimulatedUnit, bool> suits) =>
        Pick(host.Systemd.Units.Values.Where(unit => !unit.IsSlice && InvariantChecker.OwnerOf(unit) is not null && suits(unit)));

    private string? StopUnit() =>
        On(PickOurs(unit => !unit.IsDown), "systemctl stop", unit => host.Systemd.Jobs.Enqueue(unit, JobKind.Stop, JobAsker.Somebody));

    private string? StartUnit() =>
        On(
            PickOurs(unit => unit.IsDown), "systemctl start",
            unit => Outcome.Of(() => host.Systemd.Jobs.Enqueue(unit, JobKind.Start, JobAsker.Somebody)));

    private string? RestartUnit() =>
        On(
            PickOurs(_ => true), "systemctl restart",
            unit => Outcome.Of(() => host.Systemd.Jobs.Enqueue(unit, JobKind.Restart, JobAsker.Somebody)));

    private string? KillUnit() => On(PickOurs(unit => unit.IsActive), "systemctl kill", unit => host.Systemd.Jobs.Kill(unit));

    private string? StopHolder()
    {
        var holder = Pick(host.Systemd.Units.Values.Where(unit => unit is { IsSlice: true, IsActive: true }));
        return On(holder, "systemctl stop", unit => host.Systemd.Jobs.Enqueue(unit, JobKind.Stop, JobAsker.Somebody));
    }

    private string? On(SimulatedUnit? unit, string what, Action<SimulatedUnit> act)
    {
        if (unit is null)
            return null;
        host.Guard.Touch([InvariantChecker.OwnerOf(unit)!]);
        act(unit);
        return $"{what} {unit.Name}";
    }

    // It does not recover by itself.
    private string? MakeUnhealthy()
    {
        var engine = host.Engines.Values.ElementAt(host.Random.Next(2));
        if (Pick(engine.Containers.Values.Where(container => container is { Owner: not null, Health: HealthState.Healthy })) is not {
            } found)
            return null;
        host.Guard.Touch([found.Owner!]);
        engine.Turn(found, HealthState.Unhealthy);
        return $"container {found.Name} becomes unhealthy";
    }

    private string? PauseContainer()
    {
        var engine = host.Engines.Values.ElementAt(host.Random.Next(2));
        if (Pick(engine.Containers.Values.Where(container => container is { Owner: not null, PausedAt: null })) is not { } found)
            return null;
        var now = host.Pump.Clock.Ticks;
        engine.Pause(found, now);
        // A check fails when it is due and has been tried again in vain: never at once.
        host.Pump.Clock.After(TimeSpan.FromSeconds(host.Random.Next(2, 60)), () =>
        {
            if (found.PausedAt == now)
                engine.CheckPaused(found);
        });
        return $"pause container {found.Name}";
    }

    // Its health check runs within its interval, of 30 s.
    private string? UnpauseContainer()
    {
        var paused = host.Engines.Values
            .SelectMany(engine => engine.Containers.Values.Select(container => (Engine: engine, Container: container)))
            .Where(one => one.Container.PausedAt is not null)
            .ToList();
        if (paused.Count == 0)
            return null;
        var (engine, found) = paused[host.Random.Next(paused.Count)];
        engine.Unpause(found);
        host.Pump.Clock.After(TimeSpan.FromSeconds(host.Random.Next(1, 30)), () =>
        {
            if (found is { PausedAt: null, HealthBeforePause: HealthState.Healthy })
                engine.Turn(found, HealthState.Healthy);
        });
        return $"unpause container {found.Name}";
    }

    private string? RemoveContainer() => RemoveContainer(replace: false);

    private string? ReplaceContainer() => RemoveContainer(replace: true);

    private string? RemoveContainer(bool replace)
    {
        var engine = host.Engines.Values.ElementAt(host.Random.Next(2));
        if (Pick(engine.Containers.Values.Where(container => container.Owner is not null)) is not { } found)
            return null;
        host.Guard.Touch([found.Owner!]);
        engine.Remove(found.Name);
        if (replace)
            host.Foreign.AddContainer(engine, found.Name);
        host.ContainerGone(found);
        return $"{(replace ? "replace" : "remove")} container {found.Name} by hand";
    }

    private string? Pin()
    {
        if (PickOurs(_ => true) is not { } unit || host.Systemd.Units.ContainsKey("pin-" + unit.Name))
            return null;
        host.Foreign.AddUnit("pin-" + unit.Name, unit.Name);
        return $"start a foreign unit after {unit.Name}";
    }

    private string? TakeName()
    {
        var wanted = Pick(host.Slots.Select(slot => slot.Current).OfType<ExpectedWorkload>());
        if (wanted is null || host.Systemd.Units.ContainsKey(wanted.Unit) || host.Systemd.Installed.ContainsKey(wanted.Unit))
            return null;
        host.Foreign.AddUnit(wanted.Unit);
        return $"install a foreign {wanted.Unit}";
    }

    private string? LoseForeignFile()
    {
        var running = host.Foreign.Units.Where(
            unit => host.Systemd.Installed.ContainsKey(unit) && host.Systemd.Units.GetValueOrDefault(unit) is { IsActive: true });
        if (Pick(running) is not { } unit)
            return null;
        host.Foreign.LoseFile(unit);
        return $"remove the file of the foreign {unit}, which runs on";
    }

    private string? LeaveFailed()
    {
        var wanted = Pick(host.Slots.Select(slot => slot.Current).OfType<ExpectedWorkload>());
        if (wanted is null || host.Systemd.Units.ContainsKey(wanted.Unit) || host.Systemd.Installed.ContainsKey(wanted.Unit))
            return null;
        host.Foreign.LeaveFailed(wanted.Unit);
        return $"leave a failed {wanted.Unit} without a file";
    }

    private string? RunForeign()
    {
        var engine = host.Engines.Values.ElementAt(host.Random.Next(2));
        var name = $"{(host.Random.Next(2) == 0 ? "w" : "other")}{host.Random.Next(4)}";
        if (engine.Containers.ContainsKey(name))
            return null;
        host.Foreign.AddContainer(engine, name);
        return $"run a foreign container {name} on {engine.Backend}";
    }

    private string? RemoveForeign()
    {
        if (host.Random.Next(2) == 0 && Pick(host.Foreign.Units) is { } unit)
            return RemoveForeign(unit);
        return Pick(host.Foreign.Containers) is { } container ? RemoveForeign(container) : null;
    }

    private string RemoveForeign(string unit)
    {
        host.Foreign.RemoveUnit(unit);
        host.Guard.Touch(host.Effective.Where(wanted => wanted.Unit == unit).Select(wanted => wanted.Name));
        return $"remove the foreign {unit}";
    }

    private string RemoveForeign(Engine.SimulatedContainer container)
    {
        host.Foreign.RemoveContainer(container);
        host.Guard.Touch([container.Name]);
        return $"remove the foreign container {container.Name}";
    }

    private string? Pause()
    {
        if (Pick(host.Effective.Select(wanted => wanted.Name)) is not { } name || host.Paused.Names.Contains(name))
            return null;
        host.Paused.Add(name);
        return $"pause {name}";
    }

    private string? Resume() => Pick(host.Paused.Names) is { } name ? Resume(name) : null;

    private string Resume(string name)
    {
        host.Paused.Remove(name);
        host.Guard.Touch([name]);
        return $"resume {name}";
    }

    private string? ReloadStorm()
    {
        for (var reload = 0; reload < 5; reload++)
            host.Pump.Clock.After(TimeSpan.FromMilliseconds(host.Random.Next(300)), host.Systemd.Reload);
        return "reload systemd five times";
    }

    private string? Reboot()
    {
        host.KillController();
        host.Guard.Touch(host.Slots.SelectMany(slot => slot.Names));
        host.Systemd.Reboot();
        foreach (var engine in host.Engines.Values)
            engine.Containers.Clear();
        host.Journal.Clear();
        host.Foreign.Reboot();
        host.Disk.Reboot();
        host.Pump.Clock.After(TimeSpan.FromSeconds(host.Random.Next(1, 20)), host.StartController);
        return "reboot";
    }

    private string? RestartDocker()
    {
        var docker = host.Engines[Backend.Docker];
        if (!docker.IsUp)
            return null;
        docker.IsUp = false;
        host.Guard.Touch(docker.Containers.Values.Select(container => container.Owner).OfType<string>()
            .Concat(host.Effective.Where(wanted => wanted.Backend == Backend.Docker).Select(wanted => wanted.Name)));
        host.Controller?.CutStreams();
        foreach (var container in docker.Containers.Values.Where(container => container.Owner is not null).ToList())
        {
            docker.Remove(container.Name);
            host.ContainerGone(container);
        }

        var duration = TimeSpan.FromSeconds(host.Random.Next(1, 30));
        host.Weather.Engines[Backend.Docker] = (EngineTrouble.Unavailable, host.Pump.Clock.Ticks + duration.Ticks);
        host.Pump.Clock.After(duration, () => docker.IsUp = true);
        return $"docker is stopped for {duration.TotalSeconds:0} s";
    }
}
