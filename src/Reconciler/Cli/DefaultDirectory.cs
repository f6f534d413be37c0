using OciReconciler.Configuration;
using OciReconciler.Sources;

namespace OciReconciler.Cli;

/// <summary>Whether the default directory of manifests is a source. Pure but for the question whether it is there.</summary>
internal static class DefaultDirectory
{
    /// <summary>
    /// The settings with the default directory: where there is no other source; and before the others, if it is there, where nobody said
    /// which directories there are. What a controller took from it before must not go by the first repository that is added.
    /// </summary>
    /// <param name="exists">Whether there is a directory at a path.</param>
    public static ReconcilerOptions AddTo(ReconcilerOptions options, Func<string, bool> exists)
    {
        const string directory = ReconcilerOptions.DefaultManifestDirectory;
        var isAlone = options.Manifests.IsEmpty && options.Sources.IsEmpty;
        return isAlone || (!options.NamesManifests && exists(directory) && !options.Sources.Any(source => IsOf(source, directory)))
            ? options with { Manifests = [directory] }
            : options;
    }

    private static bool IsOf(SourceOptions source, string directory) =>
        source.Directory is { } other && ManifestDirectorySource.Normalize(other) == directory;
}
