namespace OciReconciler.UnitTests;

/// <summary>Figures that a test run shows.</summary>
internal static class Figure
{
    /// <summary>Prints a line that is seen without any option of the test runner.</summary>
    public static void Print(string what, string value) => Console.WriteLine($"  FIGURE {what}: {value}");
}
