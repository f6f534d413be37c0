namespace OciReconciler.IntegrationTests;

/// <summary>What becomes of values; needs no lab.</summary>
public sealed class BenchReportTests
{
    private static readonly BenchLine Line = new("b", "a drop", "ms", "10");
    private static readonly BenchLine Slow = Line with { Work = "a slow drop", Percentile = 99 };
    private static readonly BenchProgram Ours = new(BenchProgram.This, "v2", "/p");
    private static readonly BenchProgram Before = new(BenchProgram.Base, "v1", "/b");

    [Fact]
    public void Table_TwoProgramsAndAPeer_HasRatiosAndSpreads()
    {
        var figures = new BenchFigures();
        foreach (var value in new[] { 30.0, 10, 20 })
            figures.Add(Line, BenchProgram.This, value);
        figures.Add(Line, BenchProgram.Base, 100);
        figures.Add(Line, "peer", 8);

        Assert.Equal(
            "| b | a drop, ms | 2.5 x peer | 5 x | 20 (10 to 30) | 100 | peer 8 | 10 |", BenchTable.Of(figures, [Ours, Before]).Last());
    }

    [Fact]
    public void Table_NothingMeasuredOfTheProgram_SaysSo()
    {
        var figures = new BenchFigures();
        figures.Add(Line, "peer", 8);

        Assert.Equal("| b | a drop, ms |  | not measured | peer 8 | 10 |", BenchTable.Of(figures, [Ours]).Last());
    }

    [Fact]
    public void Table_Percentile_IsTheSlowestOfAHundredButOne()
    {
        var figures = new BenchFigures();
        foreach (var value in Enumerable.Range(1, 100))
            figures.Add(Slow, BenchProgram.This, value);

        Assert.Equal(99, figures.TypicalOf(Slow, BenchProgram.This));
    }

    [Fact]
    public void Replace_Part_LeavesTheRest()
    {
        var document = "before\n<!-- bench:table -->\nold\n<!-- /bench:table -->\nafter\n";

        Assert.Equal(
            "before\n<!-- bench:table -->\nnew\n<!-- /bench:table -->\nafter\n", BenchReport.Replace(document, "table", ["new"]));
        Assert.Throws<InvalidOperationException>(() => BenchReport.Replace(document, "growth", []));
    }

    [Fact]
    public void Plot_PointsOfTwoSizes_LieOnALine()
    {
        var figures = new BenchFigures();
        figures.Add(CrowdLines.Growth(GrowthPlot.Resync, 10), BenchProgram.This, 1);
        figures.Add(CrowdLines.Growth(GrowthPlot.Resync, 1000), BenchProgram.This, 100);
        var settings = new BenchSettings([], 1, [10, 1000], 0, 0, 0, [Ours, Before], "", "", null);

        var svg = new GrowthPlot(figures, settings).Draw();

        Assert.Contains("<polyline class=\"line resync\" points=\"70,350 560,30\"/>", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("line edit", svg, StringComparison.Ordinal);
    }
}
