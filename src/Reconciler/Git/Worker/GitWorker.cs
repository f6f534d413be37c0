using System.Text.Json;
using OciReconciler.Model.Git;

namespace OciReconciler.Git.Worker;

/// <summary>
/// Answers the requests of one source, one after the other, until its input ends. Whatever a repository makes of git or of this process
/// stays in the sandbox that it runs in.
/// </summary>
internal sealed class GitWorker(WorkerPaths paths, Stream input, Stream output, TimeProvider time)
{
    private readonly FetchMemory _memory = new(time);

    /// <summary>Runs until the input ends, and ends then what is under way.</summary>
    /// <exception cref="IOException">Nobody reads its answers.</exception>
    public async Task RunAsync()
    {
        var requests = new WireReader(input);
        var next = NextAsync(requests);
        while (await next is { } line)
        {
            next = NextAsync(requests);
            using var ended = new CancellationTokenSource();
            var answer = AnswerAsync(line, ended.Token);
            if (await Task.WhenAny(answer, next) == next && await next is null)
                await ended.CancelAsync();
            await answer;
        }
    }

    private static async Task<ReadOnlyMemory<byte>?> NextAsync(WireReader requests)
    {
        try
        {
            return await requests.ReadLineAsync(WorkerRequest.LongestLine, CancellationToken.None);
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException)
        {
            // Half a line: the controller is gone.
            return null;
        }
    }

    private async Task AnswerAsync(ReadOnlyMemory<byte> line, CancellationToken ended)
    {
        var request = Parse(line);
        _memory.Tip = null;
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(Math.Clamp(request?.TimeoutSeconds ?? 1, 1, 86_400)), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, ended);
        try
        {
            await WriteAsync(await FetchAsync(request, either.Token));
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // Nobody waits for the answer.
        }
        catch (OperationCanceledException)
        {
            // A program that git had started, such as ssh, may outlive it, and would be one more with each request.
            await WriteAsync(new WorkerMessage.Failed(
                Reasons.GitUnreachable, $"The repository was not fetched within {request?.TimeoutSeconds} s, and git was ended.",
                Tip: _memory.Tip?.Digits, EndsWorker: true));
        }
    }

    private async Task<WorkerMessage> FetchAsync(WorkerRequest? request, CancellationToken cancellationToken)
    {
        if (request is not { Protocol: WorkerRequest.CurrentProtocol })
        {
            return new WorkerMessage.Failed(
                Reasons.GitFailed,
                "The sandbox is of another version than the controller, whose program was replaced since it started: restart it "
                + "(systemctl restart oci-reconciler).",
                EndsWorker: true);
        }

        var cache = new WorkerCache(paths, request.MaxBytes);
        try
        {
            cache.Prepare();
            var found = await FetchOf(request, cache).RunAsync(_memory, SendAsync, cancellationToken);
            return new WorkerMessage.Done(
                CommitOf(found.Commit),
                found.IsUnchanged,
                [.. found.Ignored.Select(entry => new WorkerIgnored(entry.Path, entry.Reason, entry.IsNeeded))],
                found.VerifiedBy);
        }
        catch (Exception failure) when (failure is GitException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return FailureOf(failure, cache);
        }
    }

    // Damage heals by a new beginning. A commit that is refused is no damage: else every look at it would fetch the history again.
    private WorkerMessage.Failed FailureOf(Exception failure, WorkerCache cache)
    {
        // Whoever removed the directory from the host left this worker with one that is in no file system: systemd makes it for the next.
        var git = failure as GitException ?? new GitException(
            Reasons.GitFailed, $"The sandbox of git cannot work: {failure.Message.TrimEnd('.')}.", failure)
            {
                SpoilsCache = true,
                EndsWorker = failure is not InvalidDataException,
            };
        try
        {
            if (git.SpoilsCache)
                cache.Clear();
        }
        catch (Exception second) when (second is IOException or UnauthorizedAccessException)
        {
            // What is told is the first failure; a cache that is still there fails once more, and is cleared then.
        }

        return new WorkerMessage.Failed(
            git.Reason, git.Message, git.Commit is { } commit ? CommitOf(commit) : null, _memory.Tip?.Digits, git.IsRewound,
            git.EndsWorker);
    }

    private GitFetch FetchOf(WorkerRequest request, WorkerCache cache)
    {
        var runner = new ProgramRunner(GitSettings.Environment(request, paths), paths.Home, time);
        var git = new GitCommands(runner, paths, request.Url);
        var signatures = new SignatureCheck(git, new SshSignatures(runner, paths), new OpenPgpSignatures(runner, paths));
        return new GitFetch(request, new GitRemote(request, git, cache, time), git, signatures);
    }

    private static WorkerRequest? Parse(ReadOnlyMemory<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line.Span, WorkerJsonContext.Default.WorkerRequest);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task SendAsync(string path, ReadOnlyMemory<byte> content)
    {
        await WriteAsync(new WorkerMessage.File(path, content.Length));
        await output.WriteAsync(content);
    }

    private async Task WriteAsync(WorkerMessage message)
    {
        var line = JsonSerializer.SerializeToUtf8Bytes(message, WorkerJsonContext.Default.WorkerMessage);
        await output.WriteAsync((byte[])[.. line, (byte)'\n']);
        await output.FlushAsync();
    }

    private static WorkerCommit CommitOf(CommitInfo commit) =>
        new(commit.Id.Digits, commit.Author, commit.Subject, commit.Time.ToUnixTimeSeconds());
}
