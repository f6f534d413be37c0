using System.Diagnostics;
using OciReconciler.UnitTests.Simulation.Controllers;
using OciReconciler.UnitTests.Simulation.Model;

namespace OciReconciler.UnitTests.Simulation;

/// <summary>
/// Anybody who may run containers can give them any label: hundreds of thousands of events of workloads that nobody knows cost nothing but
/// their reading.
/// </summary>
public sealed class EventFloodTests
{
    private const int Events = 300_000;

    [Fact]
    public void Flood_OfWorkloadsThatNobodyKnows_DoesNothingAndBlocksNobody()
    {
        using var host = new SimulatedHost(seed: 1, isTraced: false);
        var run = new SmallRun(host);
        run.Converge();
        var calls = host.Calls.Count;
        var files = Directory.GetFiles(host.Disk.Run, "*", SearchOption.AllDirectories).Length;

        var watch = Stopwatch.StartNew();
        for (var index = 0; index < Events; index++)
            host.Engines[Backend.Docker].Happened!(new EngineEvent.Container(new WorkloadKey($"flood-{index}"), "die"));
        run.Declare(2, new ExpectedWorkload("w2") { Backend = Backend.Docker, Image = "registry.test/c:1", Version = 1 });
        host.Controller!.FilesChanged();
        host.Pump.Pass(TimeSpan.FromSeconds(20));

        Figure.Print(
            $"{Events} events of unknown workloads and a new manifest",
            $"{watch.Elapsed.TotalSeconds:0.0} s, {host.Calls.Count - calls} calls");
        Assert.Null(run.Wrong);
        Assert.InRange(host.Calls.Count - calls, 1, 100);
        // Its own status and record alone.
        Assert.InRange(Directory.GetFiles(host.Disk.Run, "*", SearchOption.AllDirectories).Length - files, 1, 3);
    }

    [Fact]
    public async Task Flood_OfLabelsThatAreNoNames_IsReadAndLeftOut()
    {
        const string Line =
            """{"Type":"container","Action":"die","Actor":"""
            + """{"ID":"1","Attributes":{"name":"x","oci-reconciler.workload":"../../../log/evil-NUMBER"}}}""";
        var lines = string.Concat(Enumerable.Range(0, Events)
            .Select(index => Line.Replace("NUMBER", $"{index}", StringComparison.Ordinal) + '\n'));
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(lines));
        using var reader = new EngineEventReader(stream, Backend.Docker);
        var watch = Stopwatch.StartNew();
        Assert.Null(await reader.ReadAsync(TestContext.Current.CancellationToken));
        Figure.Print($"{Events} events with labels that are no names", $"{watch.Elapsed.TotalSeconds:0.0} s");
    }
}
