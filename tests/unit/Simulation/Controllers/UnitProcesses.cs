using OciReconciler.Model.Observed;
using OciReconciler.UnitTests.Simulation.Model;
using OciReconciler.UnitTests.Simulation.Systemd;

namespace OciReconciler.UnitTests.Simulation.Controllers;

/// <summary>The engines' command lines, as units run them.</summary>
internal sealed class UnitProcesses(Host host) : IUnitProcesses
{
    // What the engines' command lines end with when it was not the container that failed.
    private const int EngineFailed = 125;

    public int? Run(SimulatedUnit unit)
    {
        if (ContainerCommand.Of(unit.Text.Command) is not { } command)
            return null;
        if (host.Weather.FailingStarts.TryGetValue(unit.Name, out var failing) && failing > 0)
        {
            host.Weather.FailingStarts[unit.Name] = failing - 1;
            return 1;
        }

        var engine = host.Engines[command.Backend];
        if (!engine.IsUp)
            return EngineFailed;
        // ExecStartPre of every unit, and podman's --replace.
        if (engine.Containers.GetValueOrDefault(command.Name) is { } previous)
        {
            engine.Remove(previous.Name);
            if (previous.Unit != unit.Name)
                host.ContainerGone(previous);
        }

        var made = engine.Run(
            command.Name, command.Image, command.Owner, unit.Name, command.File is { } file ? host.Files.GetValueOrDefault(file) : null, command.HasHealthCheck);
        if (made is { Health: HealthState.Starting })
            host.Pump.Clock.After(TimeSpan.FromMilliseconds(host.Random.Next(1, 5000)), () => engine.Turn(made, HealthState.Healthy));
        return made is null ? EngineFailed : null;
    }

    public void Ended(SimulatedUnit unit)
    {
        foreach (var engine in host.Engines.Values)
        {
            foreach (var container in engine.Containers.Values.Where(container => container.Unit == unit.Name).ToList())
                engine.Remove(container.Name);
        }
    }

    public void Starting(SimulatedUnit unit) => host.Guard.Starting(unit);

    public void Stopping(SimulatedUnit unit) => host.Guard.Stopping(unit);

    public TimeSpan Delay(SimulatedUnit unit, JobKind kind)
    {
        var usual = TimeSpan.FromMilliseconds(host.Random.Next(20, kind == JobKind.Start ? 800 : 1500));
        return host.Weather.Slow.Remove(unit.Name, out var more) ? usual + more : usual;
    }

    public bool EndsBadly(SimulatedUnit unit) => unit.Text.Command.Length > 0 && host.Random.Next(4) == 0;
}
