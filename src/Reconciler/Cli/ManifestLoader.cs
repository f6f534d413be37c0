using OciReconciler.Configuration;
using OciReconciler.Model.Manifests;
using OciReconciler.Model.Manifests.Documents;
using OciReconciler.Model.Manifests.Json;
using OciReconciler.Sources;
using OciReconciler.Terminal;

namespace OciReconciler.Cli;

/// <summary>Reads manifests for the offline commands: the same files that the controller would take.</summary>
internal static class ManifestLoader
{
    /// <summary>Reads and checks files and directories.</summary>
    /// <param name="paths">Files, directories that are listed flat, or <c>-</c> for standard input.</param>
    /// <param name="backend">Backend of a manifest that names none.</param>
    /// <param name="elsewhere">Workloads that are declared elsewhere: a dependency on one of them is known.</param>
    public static LoadedManifests Load(IReadOnlyList<string> paths, Backend backend, IReadOnlySet<WorkloadKey>? elsewhere = null)
    {
        var listed = paths.Where(Directory.Exists).Distinct(StringComparer.Ordinal)
            .ToDictionary(path => path, List, StringComparer.Ordinal);
        var files = paths.SelectMany(path => listed.TryGetValue(path, out var entries) ? Files(path, entries) : [path])
            .Distinct(StringComparer.Ordinal)
            .Select(path => InputFile.Parse(path, bytes => ManifestParser.Parse(path, bytes, backend)))
            .ToImmutableArray();
        var across = ManifestSet.Check([.. files.Where(file => file.IsValid)], unknownDependencyIsError: listed.Count > 0, elsewhere);
        var ignored = listed.SelectMany(directory => IgnoredEntries.Among(directory.Key, directory.Value).First);
        return new LoadedManifests(files, [.. files.SelectMany(file => file.Errors), .. across, .. ignored.Select(Warning)]);
    }

    private static IEnumerable<string> Files(string directory, IEnumerable<(string Name, bool IsDirectory)> entries) =>
        DirectoryListing.Counting(entries).Select(name => Path.Combine(directory, name));

    private static ManifestError Warning(IgnoredEntry entry) => new(entry.Path, 1, "$", entry.Reason, IsWarning: true);

    private static IReadOnlyList<(string Name, bool IsDirectory)> List(string path)
    {
        try
        {
            return DirectoryListing.List(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ExitCodes.Wrong, $"{path} cannot be listed: {failure.Message}");
        }
    }
}

/// <summary>What was read.</summary>
/// <param name="Messages">Errors and warnings, of files and across them.</param>
internal sealed record LoadedManifests(ImmutableArray<ManifestFile> Files, ImmutableArray<ManifestError> Messages)
{
    public bool HasErrors => Messages.Any(message => !message.IsWarning);

    public IEnumerable<DeclaredWorkload> Workloads => Files.SelectMany(file => file.Workloads);

    /// <summary>Prints errors and warnings to standard error.</summary>
    public void PrintMessages()
    {
        foreach (var message in Messages)
            TerminalWriter.Error.WriteLine(message.ToString());
    }
}
