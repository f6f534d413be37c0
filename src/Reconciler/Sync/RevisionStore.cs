using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OciReconciler.Files;
using OciReconciler.Model.Git;
using OciReconciler.State;

namespace OciReconciler.Sync;

/// <summary>
/// Revisions of one git source on disk, readable by us alone: <c>state.json</c> with a copy, <c>state.json.last</c>, and below
/// <c>revisions/COMMIT</c>, or <c>revisions/COMMIT-DIGEST</c> with a digest of the source's path, one file with contents and
/// <c>index.json</c>, without which they count as absent. Everything is written beside what it replaces, and is on disk before a rename
/// puts it into force; what cannot be written leaves what was. For one loop.
/// </summary>
/// <param name="directory">Of the source.</param>
internal sealed class RevisionStore(string directory, StateFiles state)
{
    // Far more than a source may have: what is larger is damaged.
    private const long MostContentBytes = 2L * 1024 * 1024 * 1024 - 1;
    private const string ContentPrefix = "content-";

    private string StateFile => Path.Combine(directory, "state.json");

    // A damaged state.json would take what newer commits have to descend from with it.
    private string StateCopy => StateFile + ".last";

    private string Revisions => Path.Combine(directory, "revisions");

    /// <summary>
    /// What is remembered, or null: nothing, or all of it is damaged and was set aside. Throws IOException or UnauthorizedAccessException.
    /// </summary>
    /// <exception cref="IOException">Something else lies where the directory of all sources should.</exception>
    public SourceRecord? ReadRecord()
    {
        // Whoever took that for a source that was never fetched would write over what is known of it, once it is there again.
        var sources = Path.GetDirectoryName(directory)!;
        if (File.Exists(sources))
            throw new IOException($"{sources} is no directory: what is remembered of git sources cannot be read.");
        return state.Read(StateFile, SourceRecord.Parse) ?? state.Read(StateCopy, SourceRecord.Parse);
    }

    /// <summary>Puts a record into force. Throws IOException or UnauthorizedAccessException: then the one before is.</summary>
    public void WriteRecord(SourceRecord record)
    {
        Failpoint.Hit(Failpoint.RevisionAccepting);
        var utf8 = record.ToUtf8();
        // The copy is written first, so that it is never older.
        PrivateFile.WriteDurably(StateCopy, utf8);
        PrivateFile.WriteAndSync(StateFile, utf8);
        Failpoint.Hit(Failpoint.RevisionAccepted);
    }

    /// <summary>Writes the files of a commit. Throws IOException or UnauthorizedAccessException.</summary>
    public void Write(CommitId commit, StoredRevision revision)
    {
        var target = DirectoryOf(commit, revision.Path);
        var (index, contents) = RevisionIndex.Of(revision);
        StateDirectory.MakePrivate(Path.GetDirectoryName(directory)!);
        StateDirectory.MakePrivate(directory);
        StateDirectory.MakePrivate(Revisions);
        Failpoint.Hit(Failpoint.RevisionWriting);
        PrivateFile.WriteAndSync(ContentOf(target, index), contents);
        Failpoint.Hit(Failpoint.RevisionContentWritten);
        PrivateFile.WriteAndSync(
            IndexOf(target), JsonSerializer.SerializeToUtf8Bytes(index, SyncJsonContext.Default.RevisionIndex));
        AtomicFile.SyncDirectory(Revisions);
        Failpoint.Hit(Failpoint.RevisionWritten);
    }

    /// <summary>The files of a commit below a path of the source, or null: they are not there, or damaged and set aside.</summary>
    public StoredRevision? TryRead(CommitId commit, string path)
    {
        var target = DirectoryOf(commit, path);
        if (state.TryRead(IndexOf(target), ParseIndex) is not { } index || index.Path != path)
            return null;
        var files = state.TryRead(ContentOf(target, index), contents => new Boxed(index.Split(contents)), MostContentBytes);
        return files is null ? null : new StoredRevision(path, files.Files, [.. index.Ignored]);
    }

    /// <summary>
    /// The folders of the accepted revision below a path of the source, as <see cref="Git.RepositoryPaths.Folders"/> has them; none where
    /// they cannot be read.
    /// </summary>
    public ImmutableArray<string> FoldersInForce(string path)
    {
        try
        {
            return ReadRecord()?.Accepted is { } accepted && accepted.Path == path ? TryRead(accepted.Id, path)?.Folders ?? [] : [];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Removes the files of other revisions. What cannot be removed now is left for the next time.</summary>
    public void RemoveExcept(IEnumerable<RevisionRecord> needed)
    {
        var names = needed.Select(revision => NameOf(revision.Id, revision.Path)).ToHashSet(StringComparer.Ordinal);
        try
        {
            if (!Directory.Exists(Revisions))
                return;
            foreach (var path in Directory.GetDirectories(Revisions).Where(path => IsOther(Path.GetFileName(path), names)))
            {
                // Without its index it counts as absent, wherever its removal ends.
                File.Delete(IndexOf(path));
                Directory.Delete(path, recursive: true);
            }

            foreach (var kept in Directory.GetDirectories(Revisions))
                AtomicFile.RemoveLeftovers(kept);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // It takes room, and nothing else.
        }
    }

    /// <summary>Removes what is kept of sources that no configuration names any more, and of which no workload is wanted.</summary>
    /// <param name="root">Of all sources.</param>
    /// <param name="isNeeded">Whether a source of a name is configured, or some workload came from it.</param>
    public static void RemoveOthers(string root, Func<string, bool> isNeeded)
    {
        try
        {
            if (!Directory.Exists(root))
                return;
            foreach (var path in Directory.GetDirectories(root))
            {
                if (Configuration.SourceNames.IsValid(Path.GetFileName(path)) && !isNeeded(Path.GetFileName(path)))
                    Directory.Delete(path, recursive: true);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The next start tries again.
        }
    }

    private static bool IsOther(string name, HashSet<string> needed) =>
        CommitId.TryParse(name.Split('-')[0], out _) && !needed.Contains(name);

    private string DirectoryOf(CommitId commit, string path) => Path.Combine(Revisions, NameOf(commit, path));

    // One commit, read below another path, is another revision: it must not replace the one in force before it is accepted.
    private static string NameOf(CommitId commit, string path) => path.Length == 0
        ? commit.Digits
        : $"{commit.Digits}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..16]}";

    private static string IndexOf(string target) => Path.Combine(target, "index.json");

    private static string ContentOf(string target, RevisionIndex index) => Path.Combine(target, ContentPrefix + index.Digest[..16]);

    private static RevisionIndex ParseIndex(byte[] utf8) =>
        StateJson.Parse(utf8, SyncJsonContext.Default.RevisionIndex, index => index.IsWhole());

    private sealed record Boxed(ImmutableArray<Model.Manifests.Trees.TreeFile> Files);
}
