namespace OciReconciler.Model.Workloads;

/// <summary>A delay that doubles with each failure in a row.</summary>
/// <param name="First">After the first failure.</param>
public sealed record ExponentialBackoff(TimeSpan First, TimeSpan Longest)
{
    // Any first delay in use exceeds its longest long before, and the power stays finite.
    private const int MostDoublings = 30;

    /// <summary>The delay after so many failures in a row; fewer than one count as one.</summary>
    public TimeSpan After(int failures)
    {
        var seconds = First.TotalSeconds * Math.Pow(2, Math.Clamp(failures - 1, 0, MostDoublings));
        return TimeSpan.FromSeconds(Math.Min(seconds, Longest.TotalSeconds));
    }
}
