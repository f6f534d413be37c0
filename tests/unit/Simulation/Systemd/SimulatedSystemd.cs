using OciReconciler.UnitTests.Simulation.Threads;

namespace OciReconciler.UnitTests.Simulation.Systemd;

/// <summary>
/// systemd's manager as far as the controller can see it: which units are loaded and why, definitions, reloads. Jobs and states are <see
/// cref="SimulatedJobs"/>'s. Its rules are compared with the real one's by the integration test SimulatedRules.
/// </summary>
internal sealed class SimulatedSystemd
{
    private readonly VirtualScheduler _pump;
    private readonly SortedDictionary<string, SimulatedUnit> _units = new(StringComparer.Ordinal);
    private bool _collecting;

    public SimulatedSystemd(VirtualScheduler pump, IUnitProcesses processes)
    {
        _pump = pump;
        Jobs = new SimulatedJobs(this, pump, processes);
    }

    /// <summary>Jobs and states.</summary>
    public SimulatedJobs Jobs { get; }

    /// <summary>Loaded units, by name.</summary>
    public IReadOnlyDictionary<string, SimulatedUnit> Units => _units;

    /// <summary>Files of the administrator, by unit name.</summary>
    public Dictionary<string, UnitText> Installed { get; } = new(StringComparer.Ordinal);

    /// <summary>Files of transient units, by unit name.</summary>
    public HashSet<string> TransientFiles { get; } = new(StringComparer.Ordinal);

    /// <summary>Units whose definitions make no sense: systemd takes them, and starts them never.</summary>
    public HashSet<string> BadSettings { get; } = new(StringComparer.Ordinal);

    /// <summary>Told of a job of somebody that is cancelled since a controller asks for another one.</summary>
    public Action<SimulatedJob>? ForeignJobCancelled { get; set; }

    /// <summary>Gets what happens.</summary>
    public Action<UnitEvent>? Happened { get; set; }

    /// <summary>The unit of that name, loading it when it is not.</summary>
    public SimulatedUnit Load(string name)
    {
        if (_units.TryGetValue(name, out var known))
            return known;
        var unit = _units[name] = new SimulatedUnit(name);
        if (Installed.TryGetValue(name, out var text))
            (unit.Text, unit.LoadState, unit.FragmentPath) = (text, "loaded", $"/etc/systemd/system/{name}");
        Report(new UnitEvent.Added(name));
        LoadNamed(unit);
        CollectSoon();
        return unit;
    }

    /// <summary>StartTransientUnit of a controller.</summary>
    public SimulatedJob StartTransient(TransientUnit main, IReadOnlyList<TransientUnit> aux, JobMode mode = JobMode.Replace)
    {
        var unit = Define(main);
        foreach (var other in aux)
            Define(other);
        foreach (var defined in aux.Prepend(main))
            LoadNamed(_units[defined.Name]);
        return Jobs.Enqueue(unit, JobKind.Start, JobAsker.Controller, mode);
    }

    /// <summary>StartUnit, StopUnit, RestartUnit of a controller.</summary>
    public SimulatedJob Enqueue(string name, JobKind kind, JobMode mode = JobMode.Replace)
    {
        if (kind == JobKind.Stop && !_units.ContainsKey(name))
            throw NoSuchUnit(name);
        var unit = Load(name);
        if (kind != JobKind.Stop && unit.LoadState == "not-found")
            throw NoSuchUnit(name);
        if (kind != JobKind.Stop && unit.LoadState is ("error" or "bad-setting"))
            throw new BusException(BusFailure.ErrorReply, SystemdErrors.BadUnitSetting, $"Unit {name} has a bad unit file setting.");
        return Jobs.Enqueue(unit, kind, JobAsker.Controller, mode);
    }

    /// <summary>ResetFailedUnit.</summary>
    public void ResetFailed(string name)
    {
        if (!_units.TryGetValue(name, out var unit))
            throw NoSuchUnit(name);
        unit.Starts.Clear();
        if (unit.ActiveState == "failed")
            Jobs.Become(unit, "inactive", "dead");
        unit.Result = "success";
    }

    /// <summary>Reload: what has no file is forgotten; what is not active and not named is gone.</summary>
    public void Reload()
    {
        foreach (var unit in _units.Values.ToList())
        {
            var isThere = unit.IsTransient ? TransientFiles.Contains(unit.Name) : Installed.ContainsKey(unit.Name);
            if (!isThere)
                (unit.Text, unit.LoadState, unit.FragmentPath, unit.IsTransient) = (UnitText.Empty, "not-found", "", false);
            else if (!unit.IsTransient)
                (unit.Text, unit.LoadState) = (Installed[unit.Name], "loaded");
        }

        _units.Values.ToList().ForEach(LoadNamed);
        Collect();
        Report(new UnitEvent.Relist("systemd has reloaded its units"));
    }

    /// <summary>Drops soon what nothing keeps loaded.</summary>
    public void CollectSoon()
    {
        if (_collecting)
            return;
        _collecting = true;
        _pump.Clock.After(TimeSpan.FromMilliseconds(1), Collect);
    }

    /// <summary>Tells whoever is subscribed.</summary>
    public void Report(UnitEvent unitEvent) => Happened?.Invoke(unitEvent);

    /// <summary>The host goes down and comes up: nothing is loaded.</summary>
    public void Reboot()
    {
        foreach (var unit in _units.Values)
        {
            unit.Epoch++;
            unit.Job = null;
        }

        Jobs.Clear();
        _units.Clear();
        TransientFiles.Clear();
    }

    private static BusException NoSuchUnit(string name) =>
        new(BusFailure.ErrorReply, SystemdErrors.NoSuchUnit, $"Unit {name} not loaded.");

    private SimulatedUnit Define(TransientUnit definition)
    {
        var unit = Load(definition.Name);
        if (!unit.IsPristine)
            throw new BusException(
                BusFailure.ErrorReply, SystemdErrors.UnitExists, $"Unit {definition.Name} was already loaded or has a fragment file.");
        // What is not inactive cannot be put into a slice any more: what was there goes on under a definition that counts for nothing.
        (unit.Text, unit.LoadState, unit.IsTransient) = (
            UnitText.Of(definition), unit.ActiveState != "inactive" ? "error" : LoadStateOf(definition.Name), true);
        unit.FragmentPath = $"/run/systemd/transient/{unit.Name}";
        TransientFiles.Add(unit.Name);
        Report(new UnitEvent.Changed(unit.Name));
        return unit;
    }

    private string LoadStateOf(string name) => BadSettings.Contains(name) ? "bad-setting" : "loaded";

    private void LoadNamed(SimulatedUnit unit)
    {
        foreach (var name in unit.Text.Names)
            Load(name);
    }

    // A unit stays loaded while it does something, or while one that stays names it.
    private void Collect()
    {
        _collecting = false;
        var kept = new HashSet<string>(StringComparer.Ordinal);
        var pending = new Stack<SimulatedUnit>(_units.Values.Where(KeepsItself));
        while (pending.TryPop(out var unit))
        {
            if (!kept.Add(unit.Name))
                continue;
            foreach (var name in unit.Text.Names.Where(_units.ContainsKey))
                pending.Push(_units[name]);
        }

        foreach (var unit in _units.Values.Where(unit => !kept.Contains(unit.Name)).ToList())
        {
            unit.Epoch++;
            _units.Remove(unit.Name);
            TransientFiles.Remove(unit.Name);
            Report(new UnitEvent.Removed(unit.Name));
        }
    }

    private static bool KeepsItself(SimulatedUnit unit) =>
        unit.Job is not null || !(unit.ActiveState == "inactive" || (unit.ActiveState == "failed" && unit.Text.CollectsFailed));
}
