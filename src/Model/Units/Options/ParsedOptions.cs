namespace OciReconciler.Model.Units.Options;

/// <summary>What an engine reads out of a list of arguments.</summary>
/// <param name="Options">Its options, in order.</param>
/// <param name="FirstArgument">Index of the first argument that is no option nor the value of one; null when there is none.</param>
internal sealed record ParsedOptions(ImmutableArray<EngineOption> Options, int? FirstArgument);
