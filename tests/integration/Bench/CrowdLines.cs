namespace OciReconciler.IntegrationTests;

/// <summary>The lines of the table for one number of workloads that run.</summary>
internal sealed class CrowdLines(int size)
{
    /// <summary>a: the controller alone.</summary>
    public BenchLine Resync => new("a", $"resync with nothing to do, {size:#,0} workloads: CPU of ours", "ms", At("", "15"));

    /// <summary>a: with what it makes others do.</summary>
    public BenchLine ResyncOfAll => new("a", $"the same: CPU of ours, systemd and the bus, {size:#,0} workloads", "ms", At("", "30"));

    /// <summary>b.</summary>
    public BenchLine Drop => new("b", $"file renamed into place until systemd has the unit, {Others}, p50", "ms", "10");

    /// <summary>b: the slowest of a hundred.</summary>
    public BenchLine SlowDrop => new("b", $"the same, {Others}, p99", "ms", "30", Percentile: 99);

    /// <summary>c.</summary>
    public BenchLine Edit => new("c", $"edit of one of {size:#,0} until systemd has the new unit", "ms", "60");

    /// <summary>c.</summary>
    public BenchLine EditCpu => new("c", $"edit of one of {size:#,0}: CPU of ours", "ms", "10");

    /// <summary>d.</summary>
    public BenchLine Creation => new("d", $"{size:#,0} from nothing until the last is active", "s", "1.15 x loop");

    /// <summary>e.</summary>
    public BenchLine Ready => new("e", $"restart with {size:#,0} running until READY", "ms");

    /// <summary>e.</summary>
    public BenchLine LookedAt => new("e", $"restart with {size:#,0} running: READY until all are looked at", "ms", "150");

    /// <summary>e.</summary>
    public BenchLine RestartCpu => new("e", $"restart with {size:#,0} running: CPU of ours", "ms", "100");

    /// <summary>g.</summary>
    public BenchLine IdleCpu => new("g", $"idle, {size:#,0} workloads: CPU", "% of a core", size >= 1000 ? "0.1" : "0.05");

    /// <summary>g.</summary>
    public BenchLine Switches => new("g", $"idle, {size:#,0} workloads: context switches", "1/s", "2");

    /// <summary>h.</summary>
    public BenchLine Resident => new("h", $"resident, {size:#,0} workloads", "MB", MemoryAt);

    /// <summary>h.</summary>
    public BenchLine Peak => new("h", $"most resident so far, {size:#,0} workloads", "MB", MemoryAt);

    /// <summary>How CPU of ours grows: a resync.</summary>
    public BenchLine ResyncGrowth => Growth(GrowthPlot.Resync, size);

    /// <summary>How CPU of ours grows: an edit.</summary>
    public BenchLine EditGrowth => Growth(GrowthPlot.Edit, size);

    /// <summary>How CPU of ours grows: a creation.</summary>
    public BenchLine CreationGrowth => Growth(GrowthPlot.Creation, size);

    private string Others => size == 0 ? "hardly any others" : $"{size:#,0} others";

    private string MemoryAt => size switch { 0 => "28", < 1000 => "32", _ => "45" };

    /// <summary>The line of one kind of work at one number of workloads.</summary>
    public static BenchLine Growth(string work, int size) => new(BenchSettings.Growth, $"{work}, {size:#,0} workloads", "ms");

    private string At(string few, string many) => size >= 1000 ? many : few;
}
