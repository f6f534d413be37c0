using System.Text;
using OciReconciler.Files;
using OciReconciler.Model.Git;

namespace OciReconciler.Git.Worker;

/// <summary>The git commands that one request needs, each by itself.</summary>
/// <param name="url">The repository's address.</param>
internal sealed class GitCommands(ProgramRunner runner, WorkerPaths paths, string url)
{
    // As long as a packet of git's protocol.
    private const int LongestRow = 64 * 1024;

    /// <summary>What was fetched last: the one ref of the repository.</summary>
    public const string Ref = "refs/oci-reconciler/source";

    /// <summary>Histories without the contents of files.</summary>
    public static ImmutableArray<string> WithoutContents { get; } = ["--filter=blob:none"];

    /// <summary>Histories as they are.</summary>
    public static ImmutableArray<string> WithContents { get; } = ["--no-filter"];

    /// <summary>As if nothing was fetched before.</summary>
    public static ImmutableArray<string> AgainWithContents { get; } = ["--no-filter", "--refetch"];

    /// <summary>What the server has of some refs: object ids, by full names.</summary>
    /// <exception cref="GitException">The server does not say.</exception>
    public async Task<IReadOnlyDictionary<string, string>> ListRemoteAsync(GitRef wanted, CancellationToken cancellationToken)
    {
        var names = wanted.Names.ToHashSet(StringComparer.Ordinal);
        var rows = new Dictionary<string, string>(StringComparer.Ordinal);
        await CallServerAsync(
            ["ls-remote", "--quiet", .. wanted.Kinds, "origin", .. names], default, ReadAsync, GitTask.Look, cancellationToken);
        return rows;

        // ID TAB NAME. Names of others may end like one of these, and there may be any number.
        async Task ReadAsync(Stream output, CancellationToken token)
        {
            try
            {
                var lines = new WireReader(output);
                while (await lines.ReadLineAsync(LongestRow, token) is { } line)
                {
                    if (Encoding.UTF8.GetString(line.Span).Split('\t') is [var id, var name] && names.Contains(name))
                        rows.TryAdd(name, id);
                }
            }
            catch (InvalidDataException)
            {
                throw new GitException(Reasons.GitFailed, "git listed the refs of the server in an unknown form.");
            }
        }
    }

    /// <summary>
    /// Whether the last call of the server was by git's own protocol, which alone has objects checked as they come
    /// (<c>transfer.fsckObjects</c>). By https git takes files as they lie there from a server that does not speak it.
    /// </summary>
    public bool IsByProtocol => RepositoryUrl.Parse(url).Kind != RepositoryUrlKind.Https
        || (RegularFile.TryReadAllBytes(paths.Trace) is { } trace && trace.AsSpan().IndexOf("\"key\":\"negotiated-version\""u8) >= 0);

    /// <summary>Makes the repository.</summary>
    public Task InitializeAsync(string objectFormat, CancellationToken cancellationToken) => RequireAsync(
        ["init", "--quiet", "--bare", "--template=", $"--object-format={objectFormat}", paths.Repository], cancellationToken);

    /// <summary>Fetches a ref or a commit with its history.</summary>
    /// <param name="options">
    /// <see cref="WithoutContents"/>, <see cref="WithContents"/> or <see cref="AgainWithContents"/>. A server that cannot leave them out
    /// sends all contents, and git says so and goes on.
    /// </param>
    public Task FetchAsync(string name, ImmutableArray<string> options, CancellationToken cancellationToken) =>
        CallServerAsync(
            [.. Repository, .. Fetch, .. options, "--force", "origin", $"+{name}:{Ref}"], default, IgnoreAsync, GitTask.Fetch,
            cancellationToken);

    /// <summary>Fetches contents by their ids, all at once, as git does for itself when it finds that it lacks one.</summary>
    public Task FetchBlobsAsync(IEnumerable<string> ids, CancellationToken cancellationToken) => CallServerAsync(
        [.. Repository, "-c", "fetch.negotiationAlgorithm=noop", .. Fetch, .. WithoutContents, "--stdin", "origin"],
        Encoding.ASCII.GetBytes(string.Concat(ids.Select(id => id + "\n"))), IgnoreAsync, GitTask.Fetch, cancellationToken);

    /// <summary>The object that a revision names, or null when it names none.</summary>
    public async Task<CommitId?> ResolveAsync(string revision, CancellationToken cancellationToken)
    {
        var result = await RunAsync([.. Repository, "rev-parse", "--quiet", "--verify", "--end-of-options", revision], cancellationToken);
        return result.ExitCode == 0 && CommitId.TryParse(result.Text.Trim(), out var id) ? id : null;
    }

    /// <summary>commit, tag, tree or blob; null when it is not there.</summary>
    public async Task<string?> TypeAsync(CommitId id, CancellationToken cancellationToken)
    {
        var result = await RunAsync([.. Repository, "cat-file", "-t", id.Digits], cancellationToken);
        return result.ExitCode == 0 ? result.Text.Trim() : null;
    }

    /// <summary>A commit or tag as it is stored.</summary>
    public async Task<byte[]> ReadAsync(string type, CommitId id, CancellationToken cancellationToken) =>
        (await RequireAsync([.. Repository, "cat-file", type, id.Digits], cancellationToken)).Output;

    /// <summary>Whether a commit is in the history of another, or is it.</summary>
    public async Task<bool> IsAncestorAsync(CommitId ancestor, CommitId commit, CancellationToken cancellationToken)
    {
        if (await TypeAsync(ancestor, cancellationToken) != "commit")
            return false;
        var result = await RunAsync([.. Repository, "merge-base", "--is-ancestor", ancestor.Digits, commit.Digits], cancellationToken);
        return result.ExitCode switch
        {
            0 => true,
            1 => false,
            _ => throw Failure(result, GitTask.Read),
        };
    }

    /// <summary>
    /// verify-commit or verify-tag. The exit status says whether git takes the signature; standard error has the details.
    /// </summary>
    public Task<ProgramResult> VerifyAsync(string command, CommitId id, CancellationToken cancellationToken) =>
        RunAsync([.. Repository, command, "--raw", id.Digits], cancellationToken);

    /// <summary>
    /// Runs a command on the repository whose output is read while it comes. Throws as <see cref="GitErrors"/> when it fails.
    /// </summary>
    public async Task StreamAsync(
        IReadOnlyList<string> arguments,
        ReadOnlyMemory<byte> input,
        Func<Stream, CancellationToken, Task> read,
        CancellationToken cancellationToken)
    {
        var result = await runner.RunAsync("git", [.. Repository, .. arguments], input, read, cancellationToken);
        if (result.ExitCode != 0)
            throw Failure(result, GitTask.Read);
    }

    private string[] Repository => [$"--git-dir={paths.Repository}"];

    private static string[] Fetch =>
    [
        "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--no-auto-gc",
    ];

    private async Task<ProgramResult> RequireAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var result = await RunAsync(arguments, cancellationToken);
        return result.ExitCode == 0 ? result : throw Failure(result, GitTask.Read);
    }

    private async Task CallServerAsync(
        IReadOnlyList<string> arguments,
        ReadOnlyMemory<byte> input,
        Func<Stream, CancellationToken, Task> read,
        GitTask task,
        CancellationToken cancellationToken)
    {
        File.Delete(paths.Trace);
        var result = await runner.RunAsync("git", arguments, input, read, cancellationToken);
        var failure = result.ExitCode == 0 ? null : Failure(result, task);
        // git reads any text as a list of files, and one without a line as a repository without a ref.
        if (failure is null or { Reason: Reasons.GitRefNotFound } && !IsByProtocol)
            throw GitErrors.NoServer();
        if (failure is not null)
            throw failure;
    }

    private static Task IgnoreAsync(Stream output, CancellationToken cancellationToken) =>
        output.CopyToAsync(Stream.Null, cancellationToken).WaitAsync(cancellationToken);

    private GitException Failure(ProgramResult result, GitTask task) =>
        GitErrors.Classify(result.Errors, result.ExitCode, task, url, KeyFault());

    private string? KeyFault()
    {
        if (RepositoryUrl.Parse(url).Kind != RepositoryUrlKind.Ssh)
            return null;
        if (paths.Credential(GitCredentialFiles.SshKey) is not { } path)
            return SshKeyFile.Fault(null);
        return RegularFile.TryReadAllBytes(path) is { } key ? SshKeyFile.Fault(Encoding.UTF8.GetString(key)) : null;
    }

    private Task<ProgramResult> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        runner.RunAsync("git", arguments, default, cancellationToken);
}
