namespace OciReconciler.IntegrationTests;

/// <summary>A line of the table: one kind of work, measured in one unit.</summary>
/// <param name="Row">Letter that the environment selects it by.</param>
/// <param name="Work">What was measured.</param>
/// <param name="Unit">Of the values, such as <c>ms</c>.</param>
/// <param name="Target">What the program is to reach, for the reader; empty where nothing is set.</param>
/// <param name="Percentile">Which of the values stands for them: 50 is the median.</param>
internal sealed record BenchLine(string Row, string Work, string Unit, string Target = "", int Percentile = 50);
