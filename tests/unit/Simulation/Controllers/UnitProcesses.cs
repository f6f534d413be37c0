using OciReconciler.UnitTests.Simulation.Model;
using OciReconciler.UnitTests.Simulation.Systemd;

namespace OciReconciler.UnitTests.Simulation.Controllers;

/// <summary>The engines' command lines, as units run them.</summary>
internal sealed class UnitProcesses(Host host) : IUnitProcesses
{
    public bool Run(SimulatedUnit unit)
    {
        if (ContainerCommand.Of(unit.Text.Command) is not { } command)
            return true;
        if (host.Weather.FailingStarts.TryGetValue(unit.Name, out var failing) && failing > 0)
        {
            host.Weather.FailingStarts[unit.Name] = failing - 1;
            return false;
        }

        var engine = host.Engines[command.Backend];
        if (!engine.IsUp)
            return false;
        // ExecStartPre of every unit, and podman's --replace.
        if (engine.Containers.GetValueOrDefault(command.Name) is { } previous)
        {
            engine.Remove(previous.Name);
            if (previous.Unit != unit.Name)
                host.ContainerGone(previous);
        }

        return engine.Run(command.Name, command.Image, command.Owner, unit.Name, command.File is { } file ? host.Files.GetValueOrDefault(file) : null) is not null;
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
