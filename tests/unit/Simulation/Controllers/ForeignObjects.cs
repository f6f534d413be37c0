using OciReconciler.UnitTests.Simulation.Engine;
using OciReconciler.UnitTests.Simulation.Systemd;

namespace OciReconciler.UnitTests.Simulation.Controllers;

/// <summary>Units and containers of somebody else on the host. They are to stay as they are.</summary>
internal sealed class ForeignObjects(SimulatedHost host)
{
    private readonly SortedDictionary<string, (int Invocation, long Since)> _units = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (SimulatedContainer Container, Engine.SimulatedEngine Engine, long Since)> _containers = new(
        StringComparer.Ordinal);

    private long _unpinnedAt = long.MinValue / 2;

    public IReadOnlyCollection<string> Units => _units.Keys;

    public IEnumerable<SimulatedContainer> Containers => _containers.Values.Select(entry => entry.Container);

    /// <summary>Somebody installs a unit and starts it.</summary>
    public void AddUnit(string name, params string[] after)
    {
        host.Systemd.Installed[name] = new UnitText { Description = "Somebody else's", After = [.. after] };
        Start(name);
    }

    /// <summary>Its owner removes it.</summary>
    public void RemoveUnit(string name)
    {
        _units.Remove(name);
        _unpinnedAt = host.Pump.Clock.Ticks;
        host.Systemd.Installed.Remove(name);
        Stop(name);
        host.Pump.Clock.After(TimeSpan.FromSeconds(3), () =>
        {
            host.Systemd.Reload();
            // What requires it may have started it once more, while systemd still knew it.
            if (!_units.ContainsKey(name) && host.Systemd.Units.TryGetValue(name, out var unit) && InvariantChecker.OwnerOf(unit) is null)
                Stop(name);
        });
    }

    /// <summary>Its owner removes the file of a unit that runs, and lets it run.</summary>
    public void LoseFile(string name)
    {
        host.Systemd.Installed.Remove(name);
        host.Systemd.Reload();
    }

    /// <summary>Somebody has removed the file of a unit that had failed.</summary>
    public void LeaveFailed(string name) => host.Systemd.Jobs.Become(host.Systemd.Load(name), "failed", "failed");

    /// <summary>Somebody runs a container.</summary>
    public void AddContainer(Engine.SimulatedEngine engine, string name)
    {
        engine.Images.TryAdd("registry.test/other:1", "sha256:other");
        var made = engine.Run(name, "registry.test/other:1", owner: null, unit: null, files: null)!;
        _containers[made.Id] = (made, engine, host.Pump.Clock.Ticks);
    }

    /// <summary>Its owner removes it.</summary>
    public void RemoveContainer(SimulatedContainer container)
    {
        if (_containers.Remove(container.Id, out var entry))
            entry.Engine.Remove(container.Name);
    }

    /// <summary>It was gone before, or is replaced by what a unit does by itself.</summary>
    public void Forget(SimulatedContainer container) => _containers.Remove(container.Id);

    /// <summary>A unit is there that may name one of ours, or was there not long ago.</summary>
    public bool HasPinnedWithin(TimeSpan age) => _units.Count > 0 || host.Pump.Clock.Ticks - _unpinnedAt < age.Ticks;

    public bool HasUnitOlderThan(string name, TimeSpan age) =>
        _units.TryGetValue(name, out var unit) && host.Pump.Clock.Ticks - unit.Since > age.Ticks;

    public bool IsOlderThan(SimulatedContainer container, TimeSpan age) =>
        _containers.TryGetValue(container.Id, out var entry) && host.Pump.Clock.Ticks - entry.Since > age.Ticks;

    /// <summary>The host was rebooted: units are started anew, containers are gone.</summary>
    public void Reboot()
    {
        foreach (var name in _units.Keys.Where(name => !host.Systemd.Installed.ContainsKey(name)).ToList())
            _units.Remove(name);
        foreach (var name in _units.Keys.ToList())
            Start(name);
        _containers.Clear();
    }

    /// <summary>What is not as it was, or null.</summary>
    public string? Difference()
    {
        foreach (var (name, (invocation, _)) in _units)
        {
            var unit = host.Systemd.Units.GetValueOrDefault(name);
            // It may wait for what it is to be started after.
            if (unit is not ({ IsActive: true } or { Job.Kind: JobKind.Start }) || (unit.IsActive && unit.Invocation != invocation))
                return $"foreign unit {name} is not as it was";
        }

        var gone = _containers.Values.FirstOrDefault(
            entry => entry.Engine.Containers.GetValueOrDefault(entry.Container.Name)?.Id != entry.Container.Id);
        return gone.Container is null ? null : $"foreign container {gone.Container.Name} ({gone.Container.Id}) is not as it was";
    }

    private void Stop(string name) => host.Systemd.Jobs.Enqueue(host.Systemd.Load(name), JobKind.Stop, JobAsker.Somebody);

    private void Start(string name)
    {
        var unit = host.Systemd.Load(name);
        host.Systemd.Jobs.Enqueue(unit, JobKind.Start, JobAsker.Somebody);
        _units[name] = (unit.Invocation + 1, host.Pump.Clock.Ticks);
    }
}
