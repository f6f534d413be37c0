using OciReconciler.UnitTests.Simulation.Controllers;
using OciReconciler.UnitTests.Simulation.Systemd;

namespace OciReconciler.UnitTests.Simulation.Model;

/// <summary>
/// One run: something is done to the host, a sweep looks, and passes over all that it does not ask for have to do nothing.
/// </summary>
internal sealed class SweepRun : IDisposable
{
    private const int Steps = 12;

    private static readonly HashSet<string> Changes = new(StringComparer.Ordinal)
    {
        "StartTransientUnit", "StartUnit", "StopUnit", "RestartUnit", "ResetFailedUnit", "Reload", "Pull", "RemoveContainer", "TagImage",
        "UntagImage",
    };

    private readonly int _seed;
    private readonly SinglePasses _passes;
    private readonly List<Operation> _operations;
    private readonly List<string> _trace = [];
    private ExpectedWorkload[] _wanted;

    public SweepRun(int seed)
    {
        _seed = seed;
        _passes = new SinglePasses(seed);
        _operations =
        [
            .. new Interference(_passes.Host).WhileUp, new(4, Edit), new(3, WriteFile), new(3, MoveTag), new(2, LoseImage), new(2, Pause),
            new(2, Resume), new(2, RunSecond),
        ];
        _wanted =
        [
            new("w0") { Image = "registry.test/a:1", ReadsFile = true, Version = 1 },
            new("w1") { Image = "registry.test/b:1", AutoStart = false, Version = 1 },
            new("w2") { Backend = Backend.Docker, Image = "registry.test/c:1", HasHealthCheck = true, Version = 1 },
            new("w3") { Image = "registry.test/a:1", DependsOn = ["w0"], Version = 1 },
        ];
    }

    /// <summary>How often a sweep looked at a workload.</summary>
    public int Swept { get; private set; }

    /// <summary>How often it asked for a pass.</summary>
    public int Asked { get; private set; }

    /// <summary>How often a sweep looked at a workload after nothing was done.</summary>
    public int SweptForNothing { get; private set; }

    /// <summary>How often it asked for a pass then.</summary>
    public int AskedForNothing { get; private set; }

    /// <summary>What a pass did that no sweep had asked for; null: there was none.</summary>
    public string? Missed { get; private set; }

    private SimulatedHost Host => _passes.Host;

    /// <summary>Does the steps.</summary>
    public void Go()
    {
        _passes.Declare(_wanted);
        for (var step = 0; step < Steps && Missed is null; step++)
        {
            Settle();
            var (swept, before) = (Swept, Asked);
            Look("nothing");
            (SweptForNothing, AskedForNothing) = (SweptForNothing + Swept - swept, AskedForNothing + Asked - before);
            var left = Host.Random.Next(_operations.Sum(operation => operation.Weight));
            if (_operations.First(operation => (left -= operation.Weight) < 0).Do() is not { } what)
                continue;
            if (Host.Random.Next(2) == 0)
                Host.Pump.Pass(TimeSpan.FromSeconds(Host.Random.Next(1, 90)));
            Look(what);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _passes.Dispose();

    // What has just come up is watched until it has run for a while.
    private void Settle()
    {
        for (var round = 0; round < 3; round++)
        {
            foreach (var engine in Host.Engines.Values)
            {
                foreach (var container in engine.Containers.Values.Where(container => container.Health == HealthState.Starting).ToList())
                    engine.Turn(container, HealthState.Healthy);
            }

            RunPasses(_wanted.Select(wanted => wanted.Name));
        }
    }

    private void Look(string what)
    {
        if (Missed is not null)
            return;
        _trace.Add($"{Host.Elapsed:hh\\:mm\\:ss} {what}");
        var asked = _passes.Sweep();
        (Swept, Asked) = (Swept + _wanted.Length, Asked + asked.Count(IsWanted));
        Host.Calls.Forget();
        RunPasses(_wanted.Select(wanted => wanted.Name).Except(asked, StringComparer.Ordinal));
        var acts = _passes.Acts.Where(act => Changes.Contains(act.Split(' ')[0])).ToList();
        if (acts.Count > 0)
        {
            Missed = $"seed {_seed}: the sweep asks for [{string.Join(' ', asked)}], and passes over the others do:\n  "
                + $"{string.Join("\n  ", acts)}\nsteps:\n  {string.Join("\n  ", _trace)}\nagain: SWEEP_SEED={_seed} make unit "
                + "ARGS='-class \"*SweepModelTests\"'";
        }
    }

    private bool IsWanted(string name) => _wanted.Any(wanted => wanted.Name == name);

    // Workloads that depend on each other are looked at in one pass.
    private void RunPasses(IEnumerable<string> names)
    {
        var left = names.ToList();
        string[] chain = ["w0", "w3"];
        if (chain.All(left.Contains))
        {
            _passes.Run(chain);
            left.RemoveAll(chain.Contains);
        }

        foreach (var name in left.Except(chain, StringComparer.Ordinal))
            _passes.Run(name);
    }

    private string Edit()
    {
        var index = Host.Random.Next(_wanted.Length);
        _wanted = [.. _wanted];
        _wanted[index] = _wanted[index] with { Version = _wanted[index].Version + 1 };
        _passes.Declare(_wanted);
        return $"edit {_wanted[index]}";
    }

    private string WriteFile()
    {
        Host.Files[ExpectedWorkload.EnvironmentFile] = $"{Host.Random.Next(1000)}";
        return "write the environment file";
    }

    private string MoveTag()
    {
        var image = _wanted[Host.Random.Next(_wanted.Length)];
        Host.Engines[image.Backend].Tag(image.Image, $"sha256:{Host.Random.Next(1000)}");
        return $"move {image.Image}";
    }

    private string LoseImage()
    {
        var image = _wanted[Host.Random.Next(_wanted.Length)];
        Host.Engines[image.Backend].Images.Remove(image.Image);
        return $"remove {image.Image}";
    }

    private string? RunSecond()
    {
        var wanted = _wanted[Host.Random.Next(_wanted.Length)];
        if (Host.Systemd.Units.GetValueOrDefault(wanted.Unit) is not { } unit)
            return null;
        var second = $"second-{wanted.Name}.service";
        Host.Systemd.Installed[second] = new UnitText
        {
            Description = unit.Text.Description.Replace($" {wanted.Unit} ", $" {second} ", StringComparison.Ordinal),
        };
        Host.Systemd.Jobs.Enqueue(Host.Systemd.Load(second), JobKind.Start, JobAsker.Somebody);
        return $"run {second} with the mark of {wanted.Name}";
    }

    private string? Pause()
    {
        var name = _wanted[Host.Random.Next(_wanted.Length)].Name;
        if (Host.Paused.Names.Contains(name))
            return null;
        Host.Paused.Add(name);
        return $"pause {name}";
    }

    private string? Resume()
    {
        if (Host.Paused.Names.Order(StringComparer.Ordinal).FirstOrDefault() is not { } name)
            return null;
        Host.Paused.Remove(name);
        return $"resume {name}";
    }
}
