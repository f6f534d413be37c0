namespace OciReconciler.IntegrationTests;

/// <summary>A logarithmic axis.</summary>
/// <param name="From">Power of ten at its start.</param>
/// <param name="To">Power of ten at its end.</param>
/// <param name="Start">Where it starts in the drawing.</param>
/// <param name="End">Where it ends there.</param>
internal sealed record LogScale(double From, double To, double Start, double End)
{
    /// <summary>Where a value lies in the drawing.</summary>
    public double Of(double value) => Start + ((End - Start) * (Math.Log10(value) - From) / Math.Max(To - From, 1e-9));
}
