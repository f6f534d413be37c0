using System.Text;
using OciReconciler.Model.Git;

namespace OciReconciler.Git.Worker;

/// <summary>What is taken of a tree, from <c>git ls-tree -r -z</c>. Not thread-safe.</summary>
internal sealed class TreeListing(WorkerRequest request)
{
    private const int LongestRecord = 64 * 1024;

    private readonly HashSet<string> _folders = new(request.Folders, StringComparer.Ordinal);
    private readonly List<TreeEntry> _files = [];
    private readonly List<IgnoredTreeEntry> _needed = [];
    private readonly List<IgnoredTreeEntry> _ignored = [];
    private int _count;

    /// <summary>By path, in ordinal order.</summary>
    public ImmutableArray<TreeEntry> Files => [.. _files.OrderBy(file => file.Path, StringComparer.Ordinal)];

    /// <summary>As <see cref="FetchedRevision"/> has it.</summary>
    public IReadOnlyList<IgnoredTreeEntry> Ignored => [.. _needed, .. _ignored];

    /// <summary>Reads the listing.</summary>
    /// <exception cref="GitException">There are more files than the source may have.</exception>
    public async Task ReadAsync(Stream listing, CancellationToken cancellationToken)
    {
        var records = new WireReader(listing, 0);
        try
        {
            while (await records.ReadLineAsync(LongestRecord, cancellationToken) is { } record)
                Add(record.Span);
        }
        catch (InvalidDataException)
        {
            throw new GitException(Reasons.GitTooLarge, $"The repository has a path of more than {LongestRecord} bytes: shorten it.");
        }
    }

    // MODE SP TYPE SP ID TAB PATH
    private void Add(ReadOnlySpan<byte> record)
    {
        if (++_count > request.MaxFiles)
        {
            throw new GitException(
                Reasons.GitTooLarge,
                $"The path has more than {request.MaxFiles} files: set path to the directory of the manifests, or raise maxFiles.");
        }

        var tab = record.IndexOf((byte)'\t');
        var cells = Encoding.ASCII.GetString(record[..Math.Max(tab, 0)]).Split(' ');
        if (cells is not [var mode, _, var digits] || !CommitId.TryParse(digits, out var id))
            throw new GitException(Reasons.GitFailed, "git listed a tree in an unknown form.") { SpoilsCache = true };
        var raw = record[(tab + 1)..];
        var path = RepositoryPaths.Decode(raw);
        var shown = path ?? Encoding.UTF8.GetString(raw);
        if (SpecialKind(mode) is { } kind)
            Ignore(shown, _folders.Contains(shown) ? kind + RepositoryPaths.WasFolder : kind);
        else if (RepositoryPaths.IsWanted(shown) && RepositoryPaths.Fault(path) is { } fault)
            Ignore(shown, fault);
        else if (RepositoryPaths.IsWanted(shown))
            _files.Add(new TreeEntry(path!, id));
    }

    // Both lists are cut by themselves: one needed entry is enough to refuse the revision, however many others there are.
    private void Ignore(string path, string reason)
    {
        if (RepositoryPaths.IsNeeded(path) || _folders.Contains(path))
        {
            if (_needed.Count < RepositoryPaths.MostNeeded)
                _needed.Add(new IgnoredTreeEntry(RepositoryPaths.Shown(path, RepositoryPaths.LongestPath), reason, IsNeeded: true));
        }
        else if (_ignored.Count < RepositoryPaths.MostIgnored)
        {
            _ignored.Add(new IgnoredTreeEntry(RepositoryPaths.Shown(path), reason));
        }
    }

    private static string? SpecialKind(string mode) => mode switch
    {
        "100644" or "100755" or "100664" => null,
        "120000" => RepositoryPaths.Link,
        "160000" => RepositoryPaths.Submodule,
        _ => "is no regular file: put a file there",
    };
}

/// <summary>A file of a tree.</summary>
/// <param name="Path">Below the source's path.</param>
/// <param name="Content">Id of its content.</param>
internal sealed record TreeEntry(string Path, CommitId Content);
