namespace OciReconciler.IntegrationTests;

/// <summary>
/// Measures the program beside its peers and the least that the same work can cost: <c>make bench</c>. Judges nothing, and fails only where
/// something could not be measured.
/// </summary>
[Trait("Run", "WhenAsked")]
public sealed class BenchTests(Labs labs)
{
    private readonly BenchRun _run = new(BenchSettings.FromEnvironment());

    private BenchSettings Settings => _run.Settings;

    [Fact]
    public async Task Program_BesidePeersAndLimits_GivesATable()
    {
        IReadOnlyList<string> place;
        await using (var host = await BenchHost.StartAsync(labs, Settings))
        {
            place = await BenchPlace.DescribeAsync(host.Lab, Settings);
            await MeasureCrowdsAsync(host);
        }

        if (Settings.HasAny("bf"))
            await new EngineStage(_run, labs).RunAsync();
        Publish(place);
        Assert.Empty(_run.Failures);
    }

    private async Task MeasureCrowdsAsync(BenchHost host)
    {
        var limits = new BusLimits(host);
        if (Settings.Has("d"))
            await _run.TryAsync("recording the calls of one workload", () => limits.RecordAsync(Settings.Programs[0]));
        foreach (var size in Settings.Sizes)
            await new CrowdStage(_run, host, limits, size).RunAsync();
        if (Settings.Has("i"))
            await new CommandStage(_run, host).RunAsync();
        if (Settings.Has("j"))
            await new OnDemandStage(_run, host, limits).RunAsync();
    }

    private void Publish(IReadOnlyList<string> place)
    {
        var isGrowth = Settings.Has(BenchSettings.Growth);
        List<string> lines =
        [
            .. isGrowth ? ["![CPU of the controller by the number of workloads](performance.svg)", ""] : Array.Empty<string>(),
            .. place, "", .. BenchTable.Of(_run.Figures, Settings.Programs),
            .. _run.Failures.Select(failure => $"\nNot measured: {failure}"),
        ];
        if (isGrowth)
            File.WriteAllText(Path.Combine(Settings.Results, "growth.svg"), new GrowthPlot(_run.Figures, Settings).Draw());
        File.WriteAllLines(Path.Combine(Settings.Results, isGrowth ? "growth.md" : "table.md"), lines);
        if (Settings.Report is { } report)
            File.WriteAllText(report, BenchReport.Replace(File.ReadAllText(report), isGrowth ? "growth" : "table", lines));
    }
}
