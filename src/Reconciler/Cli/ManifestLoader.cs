using System.Collections.Immutable;
using OciReconciler.Model.Manifests;
using OciReconciler.Model.Workloads;
using OciReconciler.Sources;

namespace OciReconciler.Cli;

/// <summary>Reads manifests for the offline commands: the same files that the controller would take.</summary>
internal static class ManifestLoader
{
    /// <summary>Reads and checks files and directories.</summary>
    /// <param name="paths">Files, directories that are listed flat, or <c>-</c> for standard input.</param>
    /// <param name="backend">Backend of a manifest that names none.</param>
    public static LoadedManifests Load(IReadOnlyList<string> paths, Backend backend)
    {
        var files = paths.SelectMany(Files).Distinct(StringComparer.Ordinal)
            .Select(path => InputFile.Parse(path, bytes => ManifestParser.Parse(path, bytes, backend)))
            .ToImmutableArray();
        var across = ManifestSet.Check([.. files.Where(file => file.IsValid)], unknownDependencyIsError: paths.Any(Directory.Exists));
        return new LoadedManifests(files, [.. files.SelectMany(file => file.Errors), .. across]);
    }

    private static IEnumerable<string> Files(string path)
    {
        if (!Directory.Exists(path))
            return [path];
        try
        {
            return [.. Directory.EnumerateFileSystemEntries(path).Where(file => ManifestFileName.Counts(Path.GetFileName(file))).Order(StringComparer.Ordinal)];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ExitCodes.Wrong, $"{path} cannot be listed: {failure.Message}");
        }
    }
}

/// <summary>What was read.</summary>
/// <param name="Files">Every file.</param>
/// <param name="Messages">Errors and warnings, of files and across them.</param>
internal sealed record LoadedManifests(ImmutableArray<ManifestFile> Files, ImmutableArray<ManifestError> Messages)
{
    public bool HasErrors => Messages.Any(message => !message.IsWarning);

    public IEnumerable<DeclaredWorkload> Workloads => Files.SelectMany(file => file.Workloads);

    /// <summary>Prints errors and warnings to standard error.</summary>
    public void PrintMessages()
    {
        foreach (var message in Messages)
            Console.Error.WriteLine(message);
    }
}
