using OciReconciler.Configuration;
using OciReconciler.Model.Manifests;
using OciReconciler.Model.Manifests.Documents;
using OciReconciler.Model.Manifests.Json;
using OciReconciler.Model.Manifests.Trees;
using OciReconciler.Sources;
using OciReconciler.Terminal;

namespace OciReconciler.Cli;

/// <summary>Reads manifests for the offline commands: the same files that the controller would take.</summary>
internal static class ManifestLoader
{
    /// <summary>Reads and checks files and directories.</summary>
    /// <param name="paths">Files, directories that are listed flat, or <c>-</c> for standard input.</param>
    /// <param name="context">What they are read with; without a node: those for all hosts are taken.</param>
    /// <param name="elsewhere">Workloads that are declared elsewhere: a dependency on one of them is known.</param>
    public static LoadedManifests Load(IReadOnlyList<string> paths, ParseContext context, IReadOnlySet<WorkloadKey>? elsewhere = null)
    {
        var listed = paths.Where(Directory.Exists).Distinct(StringComparer.Ordinal)
            .ToDictionary(path => path, List, StringComparer.Ordinal);
        var files = paths.SelectMany(path => listed.TryGetValue(path, out var entries) ? Files(path, entries) : [path])
            .Distinct(StringComparer.Ordinal)
            .Select(path => InputFile.Parse(path, bytes => ManifestParser.Parse(path, bytes, context)))
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

    /// <summary>What of a repository was not looked into, since it is for other hosts.</summary>
    public ImmutableArray<UnselectedDocument> Unselected { get; init; } = [];

    public IEnumerable<DeclaredWorkload> Workloads => Files.SelectMany(file => file.Workloads);

    /// <summary>Workloads that are for other hosts alone, by name.</summary>
    public ImmutableSortedSet<string> Elsewhere =>
        Files.SelectMany(file => file.Elsewhere).Select(workload => workload.Key.Name)
            .Except(Workloads.Select(workload => workload.Key.Name), StringComparer.Ordinal)
            .ToImmutableSortedSet(StringComparer.Ordinal);

    /// <summary>Prints errors and warnings to standard error.</summary>
    public void PrintMessages() => PrintMessages(Messages);

    /// <summary>Prints messages as those of manifests, to standard error.</summary>
    public static void PrintMessages(IEnumerable<ManifestError> messages)
    {
        foreach (var message in messages)
            TerminalWriter.Error.WriteLine(message.ToString());
    }

    /// <summary>Says on standard error which workloads are left out.</summary>
    public void PrintElsewhere()
    {
        if (!Elsewhere.IsEmpty)
            TerminalWriter.Error.WriteLine($"Not for this host, by their nodeSelector: {string.Join(", ", Elsewhere)}");
    }
}
