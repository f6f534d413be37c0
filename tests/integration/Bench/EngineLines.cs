namespace OciReconciler.IntegrationTests;

/// <summary>The lines of the table for one engine as it is.</summary>
internal sealed class EngineLines(string engine)
{
    /// <summary>b.</summary>
    public BenchLine Active => new("b", $"real {engine}: file renamed into place until active", "ms", "1.25 x run");

    /// <summary>b.</summary>
    public BenchLine Serving => new("b", $"real {engine}: file renamed into place until it answers over HTTP", "ms", "1.25 x run");

    /// <summary>f.</summary>
    public BenchLine Away => new("f", $"real {engine}: nothing answers while the image changes", "ms", "below Quadlet, 1.0 x stop+rm+run");
}
