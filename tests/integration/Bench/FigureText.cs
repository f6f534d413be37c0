using System.Globalization;

namespace OciReconciler.IntegrationTests;

/// <summary>Values as the table shows them. Pure.</summary>
internal static class FigureText
{
    /// <summary>Three digits that count.</summary>
    public static string Of(double value) => value.ToString(
        Math.Abs(value) switch
        {
            >= 100 => "#,0",
            >= 10 => "0.#",
            >= 1 => "0.##",
            _ => "0.###",
        },
        CultureInfo.InvariantCulture);

    /// <summary>The value that stands for all, then the lowest and the highest one where they differ.</summary>
    public static string Of(IReadOnlyList<double> values, int percentile)
    {
        var (typical, lowest, highest) = (Of(Percentile(values, percentile)), Of(values.Min()), Of(values.Max()));
        return lowest == highest ? typical : $"{typical} ({lowest} to {highest})";
    }

    /// <summary>
    /// The smallest value that so many of a hundred do not exceed; for 50 the median, between two where there is no middle.
    /// </summary>
    public static double Percentile(IReadOnlyList<double> values, int percentile) =>
        percentile == 50 ? Candidate.Median(values)
            : values.Order().ElementAt(Math.Clamp((int)Math.Ceiling(values.Count * percentile / 100.0) - 1, 0, values.Count - 1));
}
