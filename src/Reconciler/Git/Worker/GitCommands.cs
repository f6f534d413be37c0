using System.Text;
using OciReconciler.Model.Git;

namespace OciReconciler.Git.Worker;

/// <summary>The git commands that one request needs, each by itself.</summary>
internal sealed class GitCommands(ProgramRunner runner, WorkerPaths paths)
{
    /// <summary>What was fetched last: the one ref of the repository.</summary>
    public const string Ref = "refs/oci-reconciler/source";

    /// <summary>Histories without the contents of files.</summary>
    public static ImmutableArray<string> WithoutContents { get; } = ["--filter=blob:none"];

    /// <summary>Histories as they are.</summary>
    public static ImmutableArray<string> WithContents { get; } = ["--no-filter"];

    /// <summary>As if nothing was fetched before.</summary>
    public static ImmutableArray<string> AgainWithContents { get; } = ["--no-filter", "--refetch"];

    /// <summary>What the server has of some refs, as lines "ID TAB NAME".</summary>
    /// <exception cref="GitException">The server does not say.</exception>
    public async Task<string> ListRemoteAsync(IEnumerable<string> patterns, CancellationToken cancellationToken) =>
        (await RequireAsync(["ls-remote", "--quiet", "origin", .. patterns], cancellationToken)).Text;

    /// <summary>Makes the repository.</summary>
    public Task InitializeAsync(string objectFormat, CancellationToken cancellationToken) => RequireAsync(
        ["init", "--quiet", "--bare", "--template=", $"--object-format={objectFormat}", paths.Repository], cancellationToken);

    /// <summary>Fetches a ref or a commit with its history.</summary>
    /// <param name="options">
    /// <see cref="WithoutContents"/>, <see cref="WithContents"/> or <see cref="AgainWithContents"/>. A server that cannot leave them out
    /// sends all contents, and git says so and goes on.
    /// </param>
    public Task FetchAsync(string name, ImmutableArray<string> options, CancellationToken cancellationToken) =>
        RequireAsync([.. Repository, .. Fetch, .. options, "--force", "origin", $"+{name}:{Ref}"], cancellationToken);

    /// <summary>Fetches contents by their ids, all at once, as git does for itself when it finds that it lacks one.</summary>
    public async Task FetchBlobsAsync(IEnumerable<string> ids, CancellationToken cancellationToken)
    {
        var input = Encoding.ASCII.GetBytes(string.Concat(ids.Select(id => id + "\n")));
        var result = await runner.RunAsync(
            "git",
            [.. Repository, "-c", "fetch.negotiationAlgorithm=noop", .. Fetch, .. WithoutContents, "--stdin", "origin"],
            input,
            cancellationToken);
        if (result.ExitCode != 0)
            throw GitErrors.Classify(result.Errors, result.ExitCode);
    }

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
            var other => throw GitErrors.Classify(result.Errors, other),
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
            throw GitErrors.Classify(result.Errors, result.ExitCode);
    }

    private string[] Repository => [$"--git-dir={paths.Repository}"];

    private static string[] Fetch =>
    [
        "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--no-auto-gc",
    ];

    private async Task<ProgramResult> RequireAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var result = await RunAsync(arguments, cancellationToken);
        return result.ExitCode == 0 ? result : throw GitErrors.Classify(result.Errors, result.ExitCode);
    }

    private Task<ProgramResult> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        runner.RunAsync("git", arguments, default, cancellationToken);
}
