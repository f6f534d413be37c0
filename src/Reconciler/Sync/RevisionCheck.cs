using System.Security.Cryptography;
using System.Text;
using OciReconciler.Git;
using OciReconciler.Model.Manifests;
using OciReconciler.Model.Manifests.Documents;
using OciReconciler.Model.Manifests.Json;
using OciReconciler.Model.Manifests.Trees;
using OciReconciler.Sources;
using OciReconciler.State;

namespace OciReconciler.Sync;

/// <summary>A revision, rendered for this host and checked as a whole.</summary>
/// <param name="Files">Its manifests as a snapshot has them, by path.</param>
/// <param name="Errors">What is wrong: of a file, of several together, or of what belongs to no manifest.</param>
internal sealed record CheckedRevision(ImmutableArray<SourceFile> Files, ImmutableArray<ManifestError> Errors)
{
    /// <summary>Nothing is wrong.</summary>
    public bool IsValid => Errors.IsEmpty;

    /// <summary>
    /// False: an overlay or a file of values is wrong, or a file was not handed over, so that files that are good by themselves may lack
    /// what it says.
    /// </summary>
    public bool CanBeTakenInPart { get; init; } = true;

    /// <summary>The workloads that it declares.</summary>
    public IEnumerable<WorkloadKey> Workloads =>
        Files.Where(file => file.IsValid).SelectMany(file => file.Manifest.Workloads).Select(workload => workload.Key);

    /// <summary>Whether it declares a workload, or has an error in the file that declared it: then the workload is not to go.</summary>
    public bool DeclaresOrSkips(LastValidRevision known) => Files.Any(file => file.IsValid
        ? file.Manifest.Workloads.Any(workload => workload.Key == known.Key)
        : file.Path == known.File);

    /// <summary>Whether another declares the same, at the same places.</summary>
    public bool DeclaresSame(CheckedRevision? other) => other is not null
        && Files.Select(file => (file.Path, file.ContentDigest)).SequenceEqual(other.Files.Select(file => (file.Path, file.ContentDigest)));
}

/// <summary>Files of a repository to what a snapshot has of them. Pure.</summary>
internal static class RevisionCheck
{
    /// <summary>Renders and checks.</summary>
    /// <param name="source">The source's name.</param>
    /// <param name="ignored">What the repository has besides them and was not handed over.</param>
    public static CheckedRevision Check(
        string source, IReadOnlyList<TreeFile> files, IReadOnlyCollection<IgnoredTreeEntry> ignored, ManifestFunctions rules)
    {
        ImmutableArray<IgnoredTreeEntry> unread = [.. ignored.Where(entry => entry.IsNeeded)];
        var tree = rules.Render(source, files);
        var together = rules.Check([.. tree.Files.Where(file => file.IsValid)]).Select(found => found.Error);
        ImmutableArray<ManifestFile> all = [.. tree.Files.Concat(Beside(tree)).Concat(Unread(source, unread))
            .OrderBy(file => file.File, StringComparer.Ordinal)];
        return new CheckedRevision(
            [.. all.Select(file => new SourceFile(file.File, file, DigestOf(file, rules), Readable: true, ReadError: null))],
            [.. all.SelectMany(file => file.Errors).Concat(together).Where(error => !error.IsWarning)])
        {
            CanBeTakenInPart = unread.IsEmpty && tree.Errors.All(error => error.IsWarning),
        };
    }

    /// <summary>An error as people are shown it: <c>SOURCE@COMMIT:PATH:LINE: JSONPATH: MESSAGE</c>.</summary>
    /// <param name="at">The source and its commit: <c>SOURCE@COMMIT</c>.</param>
    public static string Text(ManifestError error, string source, string at) => Located(error, source, at).ToString();

    /// <summary>An error with the commit in the name of its file: <c>SOURCE@COMMIT:PATH</c>.</summary>
    /// <param name="at">As above.</param>
    public static ManifestError Located(ManifestError error, string source, string at) =>
        error.File.StartsWith(source + ":", StringComparison.Ordinal) ? error with { File = at + error.File[source.Length..] } : error;

    // Errors of what is no manifest are shown as those of a file that declares nothing.
    private static IEnumerable<ManifestFile> Beside(RenderedTree tree) => tree.Errors
        .GroupBy(error => error.File, StringComparer.Ordinal)
        .Where(group => tree.Files.All(file => file.File != group.Key))
        .Select(group => new ManifestFile(group.Key, [], [.. group.OrderBy(error => error.Line)]));

    // A link in the place of a manifest would remove what the manifest declared, and one in the place of a host's file would change
    // which manifests are for this host.
    private static IEnumerable<ManifestFile> Unread(string source, IEnumerable<IgnoredTreeEntry> unread) =>
        from entry in unread
        let file = $"{source}:{entry.Path}"
        select new ManifestFile(file, [], [new ManifestError(file, 1, "$", entry.Reason)]);

    // Of what is declared, not of the bytes: overlays and values change that as well, and a comment does not.
    private static string DigestOf(ManifestFile file, ManifestFunctions rules)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var workload in file.Workloads)
            Add(digest, $"{workload.Line} {workload.Path}\n{Document(workload, rules)}\n");
        foreach (var error in file.Errors)
            Add(digest, error + "\n");
        return Convert.ToHexStringLower(digest.GetHashAndReset());
    }

    private static string Document(DeclaredWorkload workload, ManifestFunctions rules) =>
        rules.Write(workload.Spec, workload.MetadataLabels);

    private static void Add(IncrementalHash digest, string text) => digest.AppendData(Encoding.UTF8.GetBytes(text));
}
