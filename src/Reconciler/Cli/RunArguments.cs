namespace OciReconciler.Cli;

/// <summary>The command line of <c>run</c>.</summary>
/// <param name="Manifests">In the place of the settings file's.</param>
/// <param name="Git">Repositories, beside the settings file's sources.</param>
internal sealed record RunArguments(
    string? Config, IReadOnlyList<string> Manifests, IReadOnlyList<string> Git, bool Once, bool AllowMassRemoval);
