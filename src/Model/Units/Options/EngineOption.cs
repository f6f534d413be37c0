namespace OciReconciler.Model.Units.Options;

/// <summary>One option as an engine's command line reads it.</summary>
/// <param name="Name">
/// Its long name without dashes; an alias is resolved, a short one is spelled out. A short one that is not known is its letter.
/// </param>
/// <param name="Value">
/// Its value, "true" for a flag that stands alone; null when there is none and its arity is not known, or nothing follows.
/// </param>
/// <param name="Written">The argument that it stands in, as written: "--name=x", "-tl".</param>
internal sealed record EngineOption(string Name, string? Value, string Written)
{
    // What Go's strconv.ParseBool takes.
    private static readonly string[] TrueWords = ["1", "t", "T", "TRUE", "true", "True"];
    private static readonly string[] FalseWords = ["0", "f", "F", "FALSE", "false", "False"];

    /// <summary>The value of a flag; null when it is none that the engines take.</summary>
    public bool? Flag =>
        TrueWords.Contains(Value, StringComparer.Ordinal) ? true : FalseWords.Contains(Value, StringComparer.Ordinal) ? false : null;
}
