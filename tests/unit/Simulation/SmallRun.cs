using OciReconciler.UnitTests.Simulation.Controllers;
using OciReconciler.UnitTests.Simulation.Model;

namespace OciReconciler.UnitTests.Simulation;

/// <summary>Two workloads that run, one on each engine, on a simulated host.</summary>
internal sealed class SmallRun(SimulatedHost host)
{
    private readonly Convergence _convergence = new(host);
    private int _version = 1;

    /// <summary>What is not as it should be, or null.</summary>
    public string? Wrong => host.Controller?.End ?? host.Pump.Intruder ?? host.Guard.Violation ?? _convergence.Difference();

    /// <summary>Drops them, one of them broken at first; and edits one.</summary>
    public void Converge()
    {
        host.Slots[1].IsBroken = true;
        Declare(0, new ExpectedWorkload("w0") { Backend = Backend.Podman, Image = "registry.test/a:1", ReadsFile = true });
        Declare(1, new ExpectedWorkload("w1") { Backend = Backend.Docker, Image = "registry.test/c:1" });
        // Stays broken, so that each controller has something to tell of a file.
        Declare(3, new ExpectedWorkload("w3") { Backend = Backend.Docker, Image = "registry.test/c:1" });
        host.Slots[3].IsBroken = true;
        host.StartController();
        host.Pump.Pass(TimeSpan.FromMinutes(2));
        host.Slots[1].IsBroken = false;
        Edit();
    }

    /// <summary>Another environment file of the first.</summary>
    public void ChangeInput()
    {
        host.Files[ExpectedWorkload.EnvironmentFile] = $"{++_version}";
        host.Guard.Touch(["w0"]);
        host.Pump.Pass(TimeSpan.FromMinutes(2));
        Assert.Null(Wrong);
    }

    /// <summary>Another version of the first.</summary>
    public void Edit()
    {
        Declare(0, host.Slots[0].Current! with { Version = ++_version });
        host.Controller!.FilesChanged();
        host.Pump.Pass(TimeSpan.FromMinutes(2));
        Assert.Null(Wrong);
    }

    /// <summary>Another controller: from now on nothing that runs may be touched.</summary>
    public void Restart()
    {
        host.Guard.Settle([]);
        host.StartController();
        host.Pump.Pass(TimeSpan.FromMinutes(2));
    }

    /// <summary>Declares a workload.</summary>
    public void Declare(int slot, ExpectedWorkload wanted)
    {
        host.Links.Declare(wanted);
        host.Guard.Touch([wanted.Name]);
        host.Slots[slot].Current = wanted;
    }
}
