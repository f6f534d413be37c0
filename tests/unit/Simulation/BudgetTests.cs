using OciReconciler.UnitTests.Simulation.Controllers;
using OciReconciler.UnitTests.Simulation.Model;

namespace OciReconciler.UnitTests.Simulation;

/// <summary>
/// What the controller asks of others for one thing that happens, and what it allocates: counted, so that no slow machine fails it, and no
/// fast one hides that something costs more than it did. Beside 10 and beside 100 workloads it has to be the same.
/// </summary>
[Collection(nameof(WholeProcess))]
public sealed class BudgetTests
{
    private const int Few = 10;
    private const int Many = 100;

    /// <summary>
    /// What is done, and the most that it may cost: calls to systemd, requests to engines, waits for a disk, kilobytes allocated; and how
    /// many more of these for each workload besides. The simulated source reads all manifests anew, which is most of that.
    /// </summary>
    public static TheoryData<string, int, int, int, int, double> Budgets => new()
    {
        { "resync", 1, 4, 0, 30, 3 },
        { "creation", 9, 8, 3, 400, 10 },
        { "edit", 20, 14, 6, 600, 20 },
        { "deletion", 10, 4, 1, 250, 16 },
    };

    [Theory]
    [MemberData(nameof(Budgets))]
    public void Change_BesideFewOrManyOthers_CostsNoMoreThanItsBudget(
        string change, int busCalls, int requests, int syncs, int kilobytes, double kilobytesForEach)
    {
        var (few, many) = (Measure(change, Few), Measure(change, Many));
        Figure.Print($"{change} beside {Few} and {Many} workloads", $"{few}; {many}");
        Assert.All([few, many], cost =>
        {
            Assert.InRange(cost.BusCalls, 1, busCalls);
            Assert.InRange(cost.Requests, 1, requests);
            Assert.InRange(cost.Syncs, 0, syncs);
        });
        Assert.InRange(few.Kilobytes, 0, kilobytes + (Few * kilobytesForEach));
        Assert.InRange(many.Kilobytes, 0, kilobytes + (Many * kilobytesForEach));
    }

    private static Cost Measure(string change, int workloads)
    {
        var slots = Enumerable.Range(0, workloads + 1).Select(index => new ManifestSlot(index));
        using var host = new SimulatedHost(seed: 1, isTraced: false, slots);
        foreach (var slot in host.Slots.SkipLast(1))
            Declare(host, slot, Workload(slot.Index));
        host.StartController();
        host.Pump.Pass(TimeSpan.FromMinutes(4));
        Assert.Null(host.Pump.Intruder ?? new Convergence(host).Difference());
        host.Guard.Settle([]);
        AwaitResync(host);
        // What is done once is no part of it.
        if (change != "resync")
            MeasureOnce(host, () => Make(host, change == "creation" ? "edit" : "creation"), TimeSpan.FromSeconds(20));
        AwaitResync(host);
        var cost = change == "resync"
            ? MeasureOnce(host, () => { }, TimeSpan.FromSeconds(55))
            : MeasureOnce(host, () => Make(host, change), TimeSpan.FromSeconds(20));
        Assert.Null(host.Guard.Violation ?? host.Pump.Intruder ?? new Convergence(host).Difference());
        host.KillController();
        return cost;
    }

    private static Cost MeasureOnce(SimulatedHost host, Action make, TimeSpan lasting)
    {
        var (calls, requests, syncs) = (host.Calls.Count, Requests(host), DiskSyncs.Count);
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        make();
        host.Pump.Pass(lasting);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        requests = Requests(host) - requests;
        return new Cost(host.Calls.Count - calls - requests, requests, DiskSyncs.Count - syncs, allocated / 1024);
    }

    private static void Make(SimulatedHost host, string change)
    {
        var (edited, added) = (host.Slots[0], host.Slots[^1]);
        switch (change)
        {
            case "creation": Declare(host, added, Workload(added.Index)); break;
            case "edit": Declare(host, edited, edited.Current! with { Version = edited.Current!.Version + 3 }); break;
            case "deletion":
                (added.Current, added.DeletedAt) = (null, host.Pump.Clock.Ticks);
                host.Guard.Touch([$"w{added.Index}"]);
                break;
            default: throw new ArgumentOutOfRangeException(nameof(change), change, "There is no such change.");
        }

        host.Controller!.FilesChanged();
        host.Pump.Pass(TimeSpan.FromSeconds(2));
        // A file counts as gone when a second look misses it.
        host.Controller.FilesChanged();
    }

    // The next one comes 54 to 66 s later: what follows is counted in between.
    private static void AwaitResync(SimulatedHost host)
    {
        var before = Listings(host);
        for (var seconds = 0; Listings(host) == before; seconds++)
        {
            host.Pump.Pass(TimeSpan.FromSeconds(1));
            Assert.True(seconds < 120, "no resync within two minutes");
        }

        host.Pump.Pass(TimeSpan.FromSeconds(10));
    }

    private static int Listings(SimulatedHost host) => host.Calls.Counts.GetValueOrDefault("ListContainers");

    private static long Requests(SimulatedHost host) =>
        host.Calls.Counts.Where(entry => CallLog.IsOfEngine(entry.Key)).Sum(entry => entry.Value);

    private static ExpectedWorkload Workload(int index) => index % 2 == 0
        ? new ExpectedWorkload($"w{index}") { Image = "registry.test/a:1", Version = 1 }
        : new ExpectedWorkload($"w{index}") { Backend = Backend.Docker, Image = "registry.test/c:1", Version = 1 };

    private static void Declare(SimulatedHost host, ManifestSlot slot, ExpectedWorkload wanted)
    {
        host.Links.Declare(wanted);
        host.Guard.Touch([wanted.Name]);
        slot.Current = wanted;
    }

    private sealed record Cost(long BusCalls, long Requests, long Syncs, long Kilobytes)
    {
        public override string ToString() =>
            $"{BusCalls} calls to systemd, {Requests} requests to engines, {Syncs} waits for a disk, {Kilobytes} kB allocated";
    }
}
