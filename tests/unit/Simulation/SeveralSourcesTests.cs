using OciReconciler.UnitTests.Simulation.Controllers;
using OciReconciler.UnitTests.Simulation.Model;

namespace OciReconciler.UnitTests.Simulation;

/// <summary>
/// Two manifest directories on the simulated host, with the real controller. Alone, since what hundreds of workloads take counts as what
/// other tests take.
/// </summary>
[Collection(nameof(WholeProcess))]
public sealed class SeveralSourcesTests
{
    // Of units, and of the containers and images of the one engine that is used.
    private const int ListingsOfAResync = 3;

    private const int Many = 300;

    /// <summary>
    /// What changes in one directory costs no look at the hundreds of workloads of the other: a pass over each of them would be at least
    /// two calls.
    /// </summary>
    [Fact]
    public void Change_InOneSource_LooksOnlyAtItsWorkloads()
    {
        var slots = Enumerable.Range(0, Many + 2).Select(index => new ManifestSlot(index, index < Many ? "/m" : "/n"));
        using var host = new SimulatedHost(seed: 1, isTraced: false, slots);
        foreach (var slot in host.Slots.SkipLast(1))
            Declare(host, slot, Workload(slot.Index));
        host.StartController();
        host.Pump.Pass(TimeSpan.FromMinutes(2));
        Assert.Null(host.Pump.Intruder ?? new Convergence(host).Difference());
        host.Guard.Settle([]);
        AwaitResync(host);

        var (edited, added) = (host.Slots[Many], host.Slots[Many + 1]);
        Costs(host, "edit", () => Declare(host, edited, Workload(Many) with { Version = 2 }));
        Costs(host, "new manifest", () => Declare(host, added, Workload(Many + 1)));
        Costs(host, "removal", () =>
        {
            (edited.Current, edited.DeletedAt) = (null, host.Pump.Clock.Ticks);
            host.Guard.Touch([$"w{Many}"]);
        });
        host.KillController();
    }

    /// <summary>
    /// A workload that is declared in the other directory as well, and then there alone, keeps its container: nothing may touch it, which
    /// the simulation checks at each call.
    /// </summary>
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void Move_ToAnotherSource_TouchesNothing(int from, int to)
    {
        ManifestSlot[] slots = [new(0), new(0, "/n")];
        using var host = new SimulatedHost(seed: 2, isTraced: false, slots);
        var web = Workload(0);
        host.Links.Declare(web);
        host.Guard.Touch([web.Name]);
        slots[from].Current = web;
        host.StartController();
        host.Pump.Pass(TimeSpan.FromMinutes(1));
        host.Guard.Settle([]);
        var container = host.Engines[Backend.Podman].Containers["w0"];

        slots[to].Current = web;
        host.Controller!.FilesChanged();
        host.Pump.Pass(TimeSpan.FromMinutes(2));
        (slots[from].Current, slots[from].DeletedAt) = (null, host.Pump.Clock.Ticks);
        host.Controller.FilesChanged();
        host.Pump.Pass(TimeSpan.FromSeconds(2));
        host.Controller.FilesChanged();
        host.Pump.Pass(TimeSpan.FromMinutes(2));

        Assert.Null(host.Guard.Violation);
        Assert.Same(container, host.Engines[Backend.Podman].Containers["w0"]);
        host.KillController();
    }

    private static void Costs(SimulatedHost host, string change, Action make)
    {
        var calls = host.Calls.Count;
        make();
        host.Controller!.FilesChanged();
        host.Pump.Pass(TimeSpan.FromSeconds(2));
        // A file counts as gone when a second look misses it.
        host.Controller.FilesChanged();
        host.Pump.Pass(TimeSpan.FromSeconds(8));
        Figure.Print($"calls for one {change} beside {Many} workloads of another source", $"{host.Calls.Count - calls}");
        Assert.InRange(host.Calls.Count - calls, 1, 60);
        Assert.Null(host.Guard.Violation ?? new Convergence(host).Difference());
    }

    // The next one comes 54 to 66 s later: what follows is counted in between.
    private static void AwaitResync(SimulatedHost host)
    {
        long before;
        do
        {
            before = host.Calls.Count;
            host.Pump.Pass(TimeSpan.FromSeconds(1));
            Assert.True(host.Elapsed < TimeSpan.FromMinutes(4), "no resync within two minutes");
        }
        while (host.Calls.Count - before < ListingsOfAResync);
        host.Pump.Pass(TimeSpan.FromSeconds(10));
    }

    private static void Declare(SimulatedHost host, ManifestSlot slot, ExpectedWorkload wanted)
    {
        host.Links.Declare(wanted);
        host.Guard.Touch([wanted.Name]);
        slot.Current = wanted;
    }

    private static ExpectedWorkload Workload(int index) => new($"w{index}") { Image = "registry.test/a:1" };
}
