using System.Globalization;
using System.Text;
using OciReconciler.Model.Git;

namespace OciReconciler.Git.Worker;

/// <summary>The contents of files, which are fetched as far as the history came without them.</summary>
/// <param name="fetch">Has contents in the cache, by their ids.</param>
internal sealed class BlobReader(
    WorkerRequest request, GitCommands git, Func<IReadOnlyCollection<string>, CancellationToken, Task> fetch)
{
    private const int LongestHeader = 200;

    /// <summary>Hands over all contents, in the order of the files.</summary>
    /// <exception cref="GitException">They cannot be had, or are larger than the source allows.</exception>
    public async Task ReadAsync(
        CommitId tree, IReadOnlyList<TreeEntry> files, Func<string, ReadOnlyMemory<byte>, Task> send, CancellationToken cancellationToken)
    {
        if (files.Count == 0)
            return;
        await FetchMissingAsync(tree, files, cancellationToken);
        await RequireAllowedAsync(files, cancellationToken);
        await git.StreamAsync(["cat-file", "--batch", "--buffer"], Lines(files.Select(file => file.Content)), SendAsync, cancellationToken);

        async Task SendAsync(Stream output, CancellationToken token)
        {
            var contents = new WireReader(output);
            foreach (var file in files)
            {
                var size = SizeIn(await contents.ReadLineAsync(LongestHeader, token))
                    ?? throw Lost(file);
                await send(file.Path, await contents.ReadBytesAsync((int)Allowed(file, size), token));
                // git ends each content with a line feed.
                await contents.ReadBytesAsync(1, token);
            }
        }
    }

    private async Task FetchMissingAsync(CommitId tree, IReadOnlyList<TreeEntry> files, CancellationToken cancellationToken)
    {
        var missing = new HashSet<string>(StringComparer.Ordinal);
        await git.StreamAsync(
            ["rev-list", "--objects", "--no-object-names", "--missing=print", tree.Digits], default, ReadAsync, cancellationToken);
        missing.IntersectWith(files.Select(file => file.Content.Digits));
        if (missing.Count > 0)
            await fetch(missing, cancellationToken);

        async Task ReadAsync(Stream output, CancellationToken token)
        {
            var lines = new WireReader(output);
            while (await lines.ReadLineAsync(LongestHeader, token) is { } line)
            {
                if (line.Span is [(byte)'?', ..])
                    missing.Add(Encoding.ASCII.GetString(line.Span[1..]));
            }
        }
    }

    private async Task RequireAllowedAsync(IReadOnlyList<TreeEntry> files, CancellationToken cancellationToken)
    {
        var total = 0L;
        var most = Math.Min(request.MaxBytes, RepositoryPaths.MostBytes);
        await git.StreamAsync(
            ["cat-file", "--batch-check", "--buffer"], Lines(files.Select(file => file.Content)), ReadAsync, cancellationToken);
        if (total > most)
        {
            var limit = most == request.MaxBytes ? $"maxBytes ({most})" : $"the {most} that a source may have";
            throw new GitException(
                Reasons.GitTooLarge,
                $"The files of the path have {total} bytes together with their names, more than {limit}: move away what is no manifest"
                + (most == request.MaxBytes ? ", or raise maxBytes." : ", or make several sources of it."));
        }

        async Task ReadAsync(Stream output, CancellationToken token)
        {
            var lines = new WireReader(output);
            foreach (var file in files)
            {
                var size = SizeIn(await lines.ReadLineAsync(LongestHeader, token)) ?? throw Lost(file);
                total += RepositoryPaths.BytesOf(file.Path, Allowed(file, size));
            }
        }
    }

    private static byte[] Lines(IEnumerable<CommitId> ids) => Encoding.ASCII.GetBytes(string.Concat(ids.Select(id => id.Digits + "\n")));

    // ID SP blob SP SIZE, or ID SP missing
    private static long? SizeIn(ReadOnlyMemory<byte>? header) =>
        header is { } line && Encoding.ASCII.GetString(line.Span).Split(' ') is [_, "blob", var size]
            && long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
            ? bytes
            : null;

    // A file that is left out would be a workload that is removed: all of the revision is refused.
    private static long Allowed(TreeEntry file, long size) => size <= RepositoryPaths.LongestFile
        ? size
        : throw new GitException(
            Reasons.GitTooLarge,
            $"{file.Path} has {size} bytes, more than the {RepositoryPaths.LongestFile} that a file of a source may have: remove "
            + "it, or split it.");

    private static GitException Lost(TreeEntry file) => new(
        Reasons.GitFailed, $"The server did not send the content of {file.Path}: see that the repository is whole (git fsck).")
    {
        SpoilsCache = true,
    };
}
