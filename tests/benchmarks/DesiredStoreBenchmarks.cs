using BenchmarkDotNet.Attributes;
using OciReconciler.UnitTests.Desired;

namespace OciReconciler.Benchmarks;

/// <summary>A snapshot in which one of many workloads is another: its last valid revision is written to disk, too.</summary>
public class DesiredStoreBenchmarks
{
    private DesiredHarness? _store;
    private SourceFile[][] _snapshots = [];
    private int _next;

    [Params(10, 1000)]
    public int Workloads { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _store = new DesiredHarness();
        var files = Enumerable.Range(0, Workloads).Select(index => FileOf(index, "web:1")).ToArray();
        _snapshots = [files, [FileOf(0, "web:2"), .. files[1..]]];
        _store.Report(files);
    }

    [GlobalCleanup]
    public void Cleanup() => _store?.Dispose();

    [Benchmark]
    public object EditOne() => _store!.Report(_snapshots[++_next % 2]);

    private static SourceFile FileOf(int index, string image) => DesiredHarness.File($"/m/n{index:0000}.json", $"n{index:0000} {image}");
}
