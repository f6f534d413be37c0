namespace OciReconciler.IntegrationTests;

/// <summary>What a run of the benchmark is to measure, and what came of it so far.</summary>
internal sealed class BenchRun(BenchSettings settings)
{
    private readonly List<string> _failures = [];

    /// <summary>What is asked for.</summary>
    public BenchSettings Settings => settings;

    /// <summary>What was measured.</summary>
    public BenchFigures Figures { get; } = new();

    /// <summary>What could not be measured, and why.</summary>
    public IReadOnlyList<string> Failures => _failures;

    /// <summary>Measures something; where it fails, the rest is measured all the same.</summary>
    /// <returns>Whether it could be measured.</returns>
    public async Task<bool> TryAsync(string what, Func<Task> measure)
    {
        Figure.Print("measuring", what);
        try
        {
            await measure();
            return true;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            _failures.Add($"{what}: {failure.Message.Split('\n')[0]}");
            Figure.Print("not measured", $"{what}: {failure}");
            return false;
        }
    }
}
