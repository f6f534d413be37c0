namespace OciReconciler.IntegrationTests.Fixtures.Git;

/// <summary>A repository of a git server, and a clone beside it in which commits are made. Used by one test at a time.</summary>
public sealed class GitRepository
{
    private readonly GitServer _server;

    private GitRepository(GitServer server, string name) => (_server, Name) = (server, name);

    /// <summary>Its name, without <c>.git</c>.</summary>
    public string Name { get; }

    /// <summary>The bare repository that clients fetch from.</summary>
    public string BarePath => $"{_server.Repositories}/{Name}.git";

    /// <summary>The same as an address.</summary>
    public string FileUrl => $"file://{BarePath}";

    /// <summary>The clone.</summary>
    public string WorkPath => $"{_server.Directory}/work/{Name}";

    /// <summary>Makes an empty one with the branch <c>main</c>.</summary>
    /// <param name="hasFilters">Whether clients may leave out file contents (<c>--filter</c>).</param>
    public static async Task<GitRepository> CreateAsync(GitServer server, string name, bool hasFilters = true)
    {
        var repository = new GitRepository(server, name);
        (await server.Lab.ShellAsync($"""
            git init -q --bare -b main {repository.BarePath}
            git -C {repository.BarePath} config uploadpack.allowFilter {(hasFilters ? "true" : "false")}
            git -C {repository.BarePath} config uploadpack.allowAnySHA1InWant {(hasFilters ? "true" : "false")}
            git init -q -b main {repository.WorkPath}
            git -C {repository.WorkPath} remote add origin {repository.BarePath}
            git -C {repository.WorkPath} config user.name Alice
            git -C {repository.WorkPath} config user.email alice@lab.test
            """)).Succeeded();
        return repository;
    }

    /// <summary>Runs git in the clone.</summary>
    public Task<ExecOutcome> GitAsync(params string[] arguments) => _server.Lab.ExecAsync(["git", "-C", WorkPath, .. arguments]);

    /// <summary>Commits files; a content of null removes one.</summary>
    /// <returns>The commit.</returns>
    public Task<string> CommitAsync(string subject, params (string Path, string? Content)[] files) =>
        CommitAsync(signer: null, subject, files);

    /// <summary>Commits files, signed; a content of null removes one.</summary>
    /// <returns>The commit.</returns>
    public async Task<string> CommitAsync(GitSigner? signer, string subject, params (string Path, string? Content)[] files)
    {
        foreach (var (path, content) in files)
        {
            if (content is null)
                (await GitAsync("rm", "-q", "--", path)).Succeeded();
            else
                await _server.Lab.WriteFileAsync($"{WorkPath}/{path}", content);
        }

        (await GitAsync("add", "--all")).Succeeded();
        (await SignedAsync(signer, "commit", "-q", "--allow-empty", "-m", subject)).Succeeded();
        return await HeadAsync();
    }

    /// <summary>Commits a file under another name.</summary>
    /// <returns>The commit.</returns>
    public async Task<string> RenameAsync(string from, string to)
    {
        (await _server.Lab.ExecAsync("mkdir", "-p", Path.GetDirectoryName($"{WorkPath}/{to}")!)).Succeeded();
        (await GitAsync("mv", from, to)).Succeeded();
        return await CommitAsync($"{from} is {to} now");
    }

    /// <summary>Commits the reverse of the newest commit.</summary>
    /// <returns>The commit.</returns>
    public async Task<string> RevertAsync(GitSigner? signer = null)
    {
        (await SignedAsync(signer, "revert", "--no-edit", "HEAD")).Succeeded();
        return await HeadAsync();
    }

    /// <summary>Makes the branch end at another commit, such as one before: to be pushed with force.</summary>
    public async Task ResetAsync(string commit) => (await GitAsync("reset", "-q", "--hard", commit)).Succeeded();

    /// <summary>Goes to a branch, which is made where there is none.</summary>
    public async Task SwitchAsync(string branch)
    {
        var isThere = (await GitAsync("show-ref", "--verify", "--quiet", $"refs/heads/{branch}")).ExitCode == 0;
        (await (isThere ? GitAsync("switch", "-q", branch) : GitAsync("switch", "-q", "-c", branch))).Succeeded();
    }

    /// <summary>Makes an annotated tag of the newest commit, or moves it there, and pushes it.</summary>
    public async Task TagAsync(string tag, GitSigner? signer = null)
    {
        (await SignedAsync(signer, "tag", "-f", "-a", "-m", tag, tag)).Succeeded();
        (await GitAsync("push", "-q", "--force", "origin", $"refs/tags/{tag}")).Succeeded();
    }

    /// <summary>Pushes the branch.</summary>
    /// <returns>The commit.</returns>
    public async Task<string> PushAsync(bool isForced = false)
    {
        (await (isForced ? GitAsync("push", "-q", "--force", "origin", "HEAD") : GitAsync("push", "-q", "origin", "HEAD"))).Succeeded();
        return await HeadAsync();
    }

    /// <summary>Commits files and pushes them.</summary>
    /// <returns>The commit.</returns>
    public async Task<string> PushFilesAsync(string subject, params (string Path, string? Content)[] files)
    {
        await CommitAsync(subject, files);
        return await PushAsync();
    }

    /// <summary>The newest commit of the clone.</summary>
    public async Task<string> HeadAsync() => (await GitAsync("rev-parse", "HEAD")).Text;

    // The signer's options have to come before the command, and its own option after it.
    private Task<ExecOutcome> SignedAsync(GitSigner? signer, string command, params string[] arguments) => signer is null
        ? GitAsync([command, .. arguments])
        : GitAsync([.. signer.Options, command, command == "tag" ? "-s" : "-S", .. arguments.Where(argument => argument != "-a")]);
}
