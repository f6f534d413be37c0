using OciReconciler.UnitTests.Simulation.Model;
using OciReconciler.UnitTests.Simulation.Systemd;

namespace OciReconciler.UnitTests.Simulation.Controllers;

/// <summary>The engines' command lines, as units run them.</summary>
internal sealed class UnitProcesses(SimulatedHost host) : IUnitProcesses
{
    // What the engines' command lines end with when it was not the container that failed.
    private const int EngineFailed = 125;

    public int? Run(SimulatedUnit unit)
    {
        if (ContainerCommand.Of(unit.Text.Command) is not { } command)
            return null;
        var engine = host.Engines[command.Backend];
        // ExecStartPre of docker's units.
        if (command.Backend == Backend.Docker)
            host.Journal.Write(unit, $"Error response from daemon: No such container: {command.Name}");
        if (host.Weather.FailingStarts.TryGetValue(unit.Name, out var failing) && failing.Count > 0)
        {
            host.Weather.FailingStarts[unit.Name] = failing with { Count = failing.Count - 1 };
            return failing.IsOfEngine ? Refuse(unit, command) : Die(unit, command);
        }

        if (host.Weather.MissingNetwork is { } network)
        {
            host.Journal.Write(unit, $"Error: unable to find network with name or ID {network}: network not found");
            return EngineFailed;
        }

        if (!engine.IsUp)
        {
            host.Journal.Write(
                unit, "docker: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?.");
            return EngineFailed;
        }

        // ExecStartPre of every unit, and podman's --replace.
        if (engine.Containers.GetValueOrDefault(command.Name) is { } previous)
        {
            engine.Remove(previous.Name);
            if (previous.Unit != unit.Name)
                host.ContainerGone(previous);
        }

        var made = engine.Run(
            command.Name, command.Image, command.Owner, unit.Name, command.File is { } file
            ? host.Files.GetValueOrDefault(file) : null, command.HasHealthCheck);
        if (made is { Health: HealthState.Starting })
            host.Pump.Clock.After(TimeSpan.FromMilliseconds(host.Random.Next(1, 5000)), () => engine.Turn(made, HealthState.Healthy));
        var missing = command.Backend == Backend.Docker
            ? "docker: Error response from daemon: No such image: " : "Error: image not known: ";
        host.Journal.Write(unit, made?.Id ?? missing + command.Image);
        return made is null ? EngineFailed : null;
    }

    private int Refuse(SimulatedUnit unit, ContainerCommand command)
    {
        if (command.Backend == Backend.Docker)
        {
            host.Journal.Write(
                unit,
                "docker: Error response from daemon: driver failed programming external connectivity: "
                + "listen tcp4 0.0.0.0:8181: bind: address already in use.");
            return EngineFailed;
        }

        host.Journal.Write(unit, "Error: cannot listen on the TCP port: listen tcp4 :8181: bind: address already in use");
        return EngineFailed + 1;
    }

    // The container's own output is among that of docker's client.
    private int Die(SimulatedUnit unit, ContainerCommand command)
    {
        host.Journal.Write(unit, command.Backend == Backend.Docker ? "no configuration" : "0123456789ab");
        return host.Random.Next(3) == 0 ? EngineFailed + host.Random.Next(3) : 1;
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
