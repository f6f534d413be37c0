namespace OciReconciler.Units;

/// <summary>
/// A job of somebody else is under way, and the step would have cancelled it, or was cancelled by it: what is to be done is planned anew
/// when that one has ended.
/// </summary>
/// <param name="unit">The unit whose job was asked for.</param>
internal sealed class ForeignJobException(string unit) : Exception(
    $"systemd is at work on {unit} or on what hangs together with it, since somebody else asked for it.")
{
    /// <summary>The unit whose job was asked for.</summary>
    public string Unit { get; } = unit;
}
