using OciReconciler.Configuration;
using OciReconciler.Files;

namespace OciReconciler.Cli;

/// <summary>The settings of commands that are about what the controller of this host does.</summary>
internal static class OperatorOptions
{
    /// <summary>
    /// Those of the file; without one the defaults, with the state directory of the controller that runs: what is written elsewhere is seen
    /// by nobody.
    /// </summary>
    public static ReconcilerOptions Load(string? config) =>
        config is null ? AsPublished(new ReconcilerOptions()) : OptionsLoader.Load(config);

    /// <summary>With the state directory that a controller has published which runs.</summary>
    public static ReconcilerOptions AsPublished(ReconcilerOptions options) =>
        ControllerLock.IsTaken(options.LockFile)
        && KnownSources.Report(options).StateDirectory is { } directory && Path.IsPathFullyQualified(directory)
            ? options with { StateDirectory = directory }
            : options;
}
