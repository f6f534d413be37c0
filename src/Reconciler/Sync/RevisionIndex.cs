using System.Security.Cryptography;
using OciReconciler.Git;
using OciReconciler.Model.Manifests.Trees;

namespace OciReconciler.Sync;

/// <summary>
/// Names and lengths of the files of a revision, beside one file with all their contents: a repository may name a file as no file system
/// takes it, and no name of it becomes a path here.
/// </summary>
internal sealed record RevisionIndex
{
    /// <summary>The path of the source that the files were read below.</summary>
    public required string Path { get; init; }

    /// <summary>SHA-256 of all contents one after the other, lower-case hex; the file with them is named after it.</summary>
    public required string Digest { get; init; }

    /// <summary>The files, in the order of their contents.</summary>
    public required IReadOnlyList<IndexedFile> Files { get; init; }

    /// <summary>What the repository has there that is not read.</summary>
    public required IReadOnlyList<IgnoredTreeEntry> Ignored { get; init; }

    /// <summary>Whether nothing in it is missing.</summary>
    public bool IsWhole() => Digest.Length == SHA256.HashSizeInBytes * 2 && Digest.All(char.IsAsciiHexDigitLower)
        && Files.All(file => file is { Length: >= 0 }) && Ignored.All(entry => entry is not null);

    /// <summary>Index and contents of a revision.</summary>
    public static (RevisionIndex Index, byte[] Contents) Of(StoredRevision revision)
    {
        var contents = new byte[revision.Files.Sum(file => (long)file.Content.Length)];
        var end = 0;
        foreach (var file in revision.Files)
        {
            file.Content.Span.CopyTo(contents.AsSpan(end));
            end += file.Content.Length;
        }

        var index = new RevisionIndex
        {
            Path = revision.Path,
            Digest = Convert.ToHexStringLower(SHA256.HashData(contents)),
            Files = [.. revision.Files.Select(file => new IndexedFile(file.Path, file.Content.Length))],
            Ignored = revision.Ignored,
        };
        return (index, contents);
    }

    /// <summary>The files by their contents.</summary>
    /// <exception cref="InvalidDataException">The contents are not those of this index.</exception>
    public ImmutableArray<TreeFile> Split(byte[] contents)
    {
        if (Convert.ToHexStringLower(SHA256.HashData(contents)) != Digest || Files.Sum(file => (long)file.Length) != contents.Length)
            throw new InvalidDataException("its content is not what its index says");
        var files = ImmutableArray.CreateBuilder<TreeFile>(Files.Count);
        var end = 0;
        foreach (var file in Files)
        {
            files.Add(new TreeFile(file.Path, contents.AsMemory(end, file.Length)));
            end += file.Length;
        }

        return files.MoveToImmutable();
    }
}

/// <summary>A file of a revision.</summary>
/// <param name="Path">Below the source's path.</param>
/// <param name="Length">Bytes.</param>
internal sealed record IndexedFile(string Path, int Length);

/// <summary>A revision as it lies on disk.</summary>
/// <param name="Path">The path of the source that its files were read below.</param>
/// <param name="Files">Its files.</param>
/// <param name="Ignored">What the repository has there that is not read.</param>
internal sealed record StoredRevision(string Path, ImmutableArray<TreeFile> Files, ImmutableArray<IgnoredTreeEntry> Ignored)
{
    /// <summary>As <see cref="RepositoryPaths.Folders"/> has them.</summary>
    public ImmutableArray<string> Folders => RepositoryPaths.Folders(Files.Select(file => file.Path));
}
