namespace OciReconciler.IntegrationTests.Fixtures;

/// <summary>Figures that a test run shows and does not judge.</summary>
public static class Figure
{
    /// <summary>Prints a line that is seen without any option of the test runner.</summary>
    public static void Print(string what, string value) => Console.WriteLine($"  FIGURE {what}: {value}");
}
