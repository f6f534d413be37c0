using OciReconciler.UnitTests.Simulation.Controllers;
using OciReconciler.UnitTests.Simulation.Engine;
using OciReconciler.UnitTests.Simulation.Model;
using OciReconciler.UnitTests.Simulation.Systemd;

namespace OciReconciler.UnitTests.Control;

/// <summary>
/// Which workloads a resync asks for a pass over, on the simulated host: two on podman, one on docker, one that is on demand.
/// </summary>
public sealed class SweepTests : IDisposable
{
    private readonly SinglePasses _passes = new();
    private readonly ExpectedWorkload _web = new("web") { Image = "registry.test/a:1", ReadsFile = true, Version = 1 };
    private readonly ExpectedWorkload _database = new("database") { Image = "registry.test/b:1", Version = 1 };
    private readonly ExpectedWorkload _cache = new("cache")
    {
        Backend = Backend.Docker, Image = "registry.test/c:1", HasHealthCheck = true, Version = 1,
    };

    private readonly ExpectedWorkload _task = new("task") { Image = "registry.test/b:1", AutoStart = false, Version = 1 };

    public SweepTests()
    {
        _passes.Declare(_web, _database, _cache, _task);
        Settle();
        _passes.Host.Engines[Backend.Docker].Turn(Container("cache"), HealthState.Healthy);
        // The first pass reads more of a unit than the later ones, and a version is watched until it is stable.
        Settle();
        Settle();
    }

    public void Dispose() => _passes.Dispose();

    /// <summary>What can be other than it was, by words for it, and the workloads that it is about.</summary>
    public static TheoryData<string, string> Differences => new()
    {
        { "unit stopped", "web" },
        { "unit with a job", "web" },
        { "unit of another name bears the mark", "web" },
        { "on-demand unit started", "task" },
        { "holder stopped", "web" },
        { "container removed", "database" },
        { "container of somebody else in its place", "database" },
        { "container paused", "database" },
        { "container unhealthy", "cache" },
        { "image moved", "database task" },
        { "image lost its name", "cache" },
        { "environment file written", "web" },
        { "paused by an operator", "web" },
        { "restart asked for", "web" },
        { "to be started again", "task" },
        { "status removed", "web" },
        { "status written by somebody", "web" },
        { "manifest edited", "web" },
        { "engine silent", "database task web" },
        { "workload added", "new" },
        { "manifest removed", "web" },
    };

    [Fact]
    public void Find_NothingIsOther_NoneAtAll()
    {
        Assert.Empty(_passes.Sweep());
        Assert.Empty(_passes.Sweep());
    }

    [Theory]
    [MemberData(nameof(Differences))]
    public void Find_SomethingIsOther_ThatWorkload(string difference, string names)
    {
        Assert.Empty(_passes.Sweep());
        Make(difference);
        Assert.Equal(names.Split(' '), _passes.Sweep());
    }

    // An administrator may copy a unit's file, with its description.
    [Fact]
    public void Find_UnitBearsTheMarkOfAnother_NoneAtAll()
    {
        Run("copy.service", Unit(_web).Text.Description);
        Assert.Empty(_passes.Sweep());
    }

    [Fact]
    public void Find_ListingsOnly_WhateverTheNumberOfWorkloads()
    {
        var before = _passes.Host.Calls.Count;
        Assert.Empty(_passes.Sweep());
        // One of units, and for each of two engines one of containers and one of images.
        Assert.Equal(5, _passes.Host.Calls.Count - before);
    }

    [Fact]
    public void Find_AfterThePassThatFollows_NoneAgain()
    {
        _passes.Host.Engines[Backend.Podman].Remove("database");
        _passes.Host.Systemd.Jobs.Kill(Unit(_database));
        Assert.Equal(["database"], _passes.Sweep());
        Settle();
        // That it crashed counts for ten minutes, in which time alone changes something.
        Assert.Equal(["database"], _passes.Sweep());
        Settle();
        Settle();
        Assert.Empty(_passes.Sweep());
    }

    [Fact]
    public void Find_WorkloadWhoseImageCannotBePulled_IsLookedAtEachTime()
    {
        _passes.Declare(_database, _cache, _task, _web with { Image = "registry.test/none:1" });
        Settle();
        Assert.Equal(["web"], _passes.Sweep());
        Assert.Equal(["web"], _passes.Sweep());
    }

    private void Settle()
    {
        foreach (var name in new[] { "web", "database", "cache", "task" })
            _passes.Run(name);
    }

    private SimulatedContainer Container(string name) =>
        _passes.Host.Engines.Values.Select(engine => engine.Containers.GetValueOrDefault(name)).OfType<SimulatedContainer>().Single();

    private SimulatedUnit Unit(ExpectedWorkload wanted) => _passes.Host.Systemd.Units[wanted.Unit];

    private string StatusOf(string name) => Path.Combine(_passes.Host.Disk.Run, "status", name + ".json");

    private void Run(string unit, string description)
    {
        var systemd = _passes.Host.Systemd;
        systemd.Installed[unit] = new UnitText { Description = description };
        systemd.Jobs.Enqueue(systemd.Load(unit), JobKind.Start, JobAsker.Somebody);
    }

    private void Make(string difference)
    {
        var (host, podman, docker) = (_passes.Host, _passes.Host.Engines[Backend.Podman], _passes.Host.Engines[Backend.Docker]);
        switch (difference)
        {
            case "unit stopped": host.Systemd.Jobs.Enqueue(Unit(_web), JobKind.Stop, JobAsker.Somebody); break;
            case "unit with a job":
                host.Weather.Slow[_web.Unit] = TimeSpan.FromHours(1);
                host.Systemd.Jobs.Enqueue(Unit(_web), JobKind.Restart, JobAsker.Somebody);
                break;
            case "unit of another name bears the mark":
                Run(
                    "other.service",
                    Unit(_web).Text.Description.Replace(" podman-web.service ", " other.service ", StringComparison.Ordinal));
                break;
            case "on-demand unit started": host.Systemd.Jobs.Enqueue(Unit(_task), JobKind.Start, JobAsker.Somebody); break;
            case "holder stopped":
                host.Systemd.Jobs.Enqueue(host.Systemd.Units[UnitNames.Holder("web")], JobKind.Stop, JobAsker.Somebody);
                break;
            case "container removed": podman.Remove("database"); break;
            case "container of somebody else in its place":
                podman.Remove("database");
                host.Foreign.AddContainer(podman, "database");
                break;
            case "container paused": podman.Pause(Container("database"), host.Pump.Clock.Ticks); break;
            case "container unhealthy": docker.Turn(Container("cache"), HealthState.Unhealthy); break;
            case "image moved": podman.Tag("registry.test/b:1", "sha256:b1"); break;
            case "image lost its name": docker.Images.Remove("registry.test/c:1"); break;
            case "environment file written": host.Files[ExpectedWorkload.EnvironmentFile] = "other"; break;
            case "paused by an operator": host.Paused.Add("web"); break;
            case "restart asked for": new RestartRequests(Path.Combine(host.Disk.Run, "requests")).Ask(new WorkloadKey("web")); break;
            case "to be started again": new RestartMarkers(Path.Combine(host.Disk.Run, "restart")).Add(new WorkloadKey("task")); break;
            case "status removed": File.Delete(StatusOf("web")); break;
            case "status written by somebody": File.WriteAllText(StatusOf("web"), "{}"); break;
            case "manifest edited": _passes.Declare(_web with { Version = 2 }, _database, _cache, _task); break;
            case "engine silent": host.Weather.Engines[Backend.Podman] = (EngineTrouble.Unavailable, long.MaxValue); break;
            case "workload added":
                _passes.Declare(_web, _database, _cache, _task, _web with { Name = "new" });
                break;
            case "manifest removed": _passes.Declare(_database, _cache, _task); break;
            default: throw new ArgumentOutOfRangeException(nameof(difference), difference, "There is no such difference.");
        }
    }
}
