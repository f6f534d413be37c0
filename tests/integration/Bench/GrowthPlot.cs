using System.Globalization;
using System.Text;

namespace OciReconciler.IntegrationTests;

/// <summary>
/// CPU of the controller by the number of workloads, both axes logarithmic, as SVG that is read on light and on dark ground. Pure.
/// </summary>
internal sealed class GrowthPlot(BenchFigures figures, BenchSettings settings)
{
    /// <summary>A look at everything, with nothing to do.</summary>
    public const string Resync = "resync";

    /// <summary>A manifest that is changed.</summary>
    public const string Edit = "edit";

    /// <summary>A manifest that is added.</summary>
    public const string Creation = "creation";

    private const int Left = 70;
    private const int Right = 560;
    private const int Top = 30;
    private const int Bottom = 350;

    private const string Head = """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 700 400" font-family="sans-serif" font-size="13">
        <style>
          text { fill: #333 } .grid { stroke: #8884; stroke-width: 1 } .line { fill: none; stroke-width: 2 }
          .before { stroke-dasharray: 5 4 }
          .resync { stroke: #0969da } .edit { stroke: #1a7f37 } .creation { stroke: #bc4c00 }
          @media (prefers-color-scheme: dark) {
            text { fill: #ddd } .resync { stroke: #58a6ff } .edit { stroke: #3fb950 } .creation { stroke: #f0883e }
          }
        </style>
        """;

    private static readonly string[] Works = [Resync, Edit, Creation];

    /// <summary>The document.</summary>
    public string Draw()
    {
        var series = settings.Programs
            .SelectMany(program => Works.Select(work => (program.Column, Work: work, Points: PointsOf(program, work))))
            .Where(line => line.Points.Count > 0).ToList();
        if (series.Count == 0)
            return Head + "</svg>\n";
        var values = series.SelectMany(line => line.Points).Select(point => point.Value).ToList();
        var (lowest, highest) = ((int)Math.Floor(Math.Log10(values.Min())), (int)Math.Ceiling(Math.Log10(values.Max())));
        var scale = new LogScale(lowest, Math.Max(highest, lowest + 1), Bottom, Top);
        var svg = new StringBuilder(Head).Append('\n');
        DrawGrid(svg, scale);
        foreach (var (column, work, points) in series)
            DrawLine(svg, scale, column, work, points);
        return svg.Append("</svg>\n").ToString();
    }

    private LogScale Across => new(Math.Log10(settings.Sizes[0]), Math.Log10(settings.Sizes[^1]), Left, Right);

    private List<(int Size, double Value)> PointsOf(BenchProgram program, string work) =>
    [
        .. settings.Sizes.Select(size => (size, Value: TypicalOf(CrowdLines.Growth(work, size), program.Column)))
            .Where(point => point.Value is > 0).Select(point => (point.size, point.Value!.Value)),
    ];

    private double? TypicalOf(BenchLine line, string subject) => figures.Lines.Contains(line) ? figures.TypicalOf(line, subject) : null;

    private void DrawGrid(StringBuilder svg, LogScale scale)
    {
        for (var power = (int)scale.From; power <= (int)scale.To; power++)
        {
            var y = Text(scale.Of(Math.Pow(10, power)));
            svg.Append($"<path class=\"grid\" d=\"M{Left} {y}H{Right}\"/>");
            svg.Append($"<text x=\"{Left - 8}\" y=\"{y}\" dy=\"4\" text-anchor=\"end\">{FigureText.Of(Math.Pow(10, power))}</text>\n");
        }

        foreach (var size in settings.Sizes)
        {
            var x = Text(Across.Of(size));
            svg.Append($"<path class=\"grid\" d=\"M{x} {Top}V{Bottom}\"/>");
            svg.Append($"<text x=\"{x}\" y=\"{Bottom + 20}\" text-anchor=\"middle\">{FigureText.Of(size)}</text>\n");
        }

        svg.Append($"<text x=\"{(Left + Right) / 2}\" y=\"{Bottom + 42}\" text-anchor=\"middle\">workloads that run</text>");
        svg.Append($"<text x=\"{Left - 45}\" y=\"{Top - 12}\">CPU of the controller, ms</text>\n");
    }

    private void DrawLine(StringBuilder svg, LogScale scale, string column, string work, List<(int Size, double Value)> points)
    {
        var places = points.Select(point => (X: Text(Across.Of(point.Size)), Y: Text(scale.Of(point.Value)))).ToList();
        var style = column == BenchProgram.Base ? $"line {work} before" : $"line {work}";
        svg.Append($"<polyline class=\"{style}\" points=\"{string.Join(' ', places.Select(place => $"{place.X},{place.Y}"))}\"/>");
        foreach (var (x, y) in places)
            svg.Append($"<circle class=\"{style}\" cx=\"{x}\" cy=\"{y}\" r=\"3\"/>");
        var label = column == BenchProgram.Base ? $"{work}, before" : work;
        svg.Append($"<text x=\"{places[^1].X}\" y=\"{places[^1].Y}\" dx=\"9\" dy=\"4\">{label}</text>\n");
    }

    private static string Text(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
