using System.Collections.Immutable;

namespace OciReconciler.Model.Manifests;

/// <summary>Checks across files: two files with one name, two workloads with one unit name, cycles; names of dependencies (warnings or errors).</summary>
public static class ManifestSet
{
    /// <summary>
    /// Errors that no file has by itself. Each error is reported at each of the workloads that take part.
    /// </summary>
    /// <param name="files">Valid files.</param>
    /// <param name="unknownDependencyIsError">True for a whole directory; a single file gets warnings.</param>
    public static ImmutableArray<ManifestError> Check(IReadOnlyList<ManifestFile> files, bool unknownDependencyIsError) =>
        throw new NotSupportedException($"{files.Count}{unknownDependencyIsError}");
}
