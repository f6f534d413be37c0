using BenchmarkDotNet.Attributes;
using OciReconciler.DBus.Units;
using OciReconciler.Units;

namespace OciReconciler.Benchmarks;

/// <summary>Finds in a listing of all units what is ours: two rows a workload.</summary>
public class UnitListingBenchmarks
{
    private UnitStatus[] _rows = [];

    [Params(20, 2000)]
    public int Rows { get; set; }

    [GlobalSetup]
    public void Setup() => _rows = [.. Enumerable.Range(0, Rows / 2).SelectMany(RowsOf)];

    [Benchmark]
    public object List() => new UnitListing(_rows);

    private static IEnumerable<UnitStatus> RowsOf(int index)
    {
        var name = $"n{index:0000}";
        var unit = $"podman-{name}.service";
        var mark = new OwnershipMark(new WorkloadKey(name), unit, "0123456789abcdef", "fedcba9876543210", "00112233445566ff");
        yield return Row(Ownership.HolderUnit(mark.Key), Ownership.HolderDescription(mark));
        yield return Row(unit, Ownership.ServiceDescription("web:1", mark));
    }

    private static UnitStatus Row(string name, string description) => new(name, description, "loaded", "active", "running", 0, "");
}
