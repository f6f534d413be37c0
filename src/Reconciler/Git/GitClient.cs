using System.Text.Json;
using OciReconciler.Configuration;

namespace OciReconciler.Git;

/// <summary>
/// Asks a worker, and starts one where none runs. A worker that ended is replaced, and so is one whose credentials have changed since it
/// started; one that hangs, or sends what is no answer, is ended.
/// Not thread-safe: one call at a time.
/// </summary>
/// <param name="unit">The worker's, for messages.</param>
/// <param name="start">Starts a worker. Throws <see cref="GitException"/>.</param>
internal sealed class GitClient(
    GitSourceOptions source, string unit, Func<CancellationToken, Task<GitWorkerConnection>> start, TimeProvider time) : IGitClient
{
    // The worker keeps the deadline itself, and says then what it waited for.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);

    private GitWorkerConnection? _worker;
    private ImmutableArray<CredentialVersion?> _credentials;

    /// <inheritdoc/>
    public async Task<FetchedRevision> FetchAsync(FetchRequest request, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(source.TimeoutSeconds) + Grace, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var isAnswered = false;
        try
        {
            var answer = await AskAsync(request, either.Token);
            isAnswered = KeepsWorker(answer.Failure?.Reason) && answer.Failure is not { EndsWorker: true };
            return answer.Revision ?? throw answer.Failure!;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new GitException(
                Reasons.GitFailed, $"The sandbox of git did not answer within {source.TimeoutSeconds} s, and was ended.");
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException)
        {
            throw new GitException(
                Reasons.GitFailed, $"The sandbox of git sent what is no answer ({failure.Message.TrimEnd('.')}), and was ended.", failure);
        }
        finally
        {
            if (!isAnswered)
                await EndAsync();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await EndAsync();

    // A worker has its credentials from its start: with those that are corrected, a new one begins. Keys that are corrected are other
    // files, and the worker itself looks again at what it has refused.
    private static bool KeepsWorker(string? reason) => reason is not Reasons.GitAccessDenied;

    private async Task<GitAnswer> AskAsync(FetchRequest request, CancellationToken cancellationToken)
    {
        // A key that was removed from its file must not be taken by a worker that has read it before.
        var credentials = CredentialVersion.Of(source);
        if (_worker is not null && credentials.SequenceEqual(_credentials)
            && await TryAskAsync(request, cancellationToken) is { } answer)
            return answer;
        await EndAsync();
        _credentials = credentials;
        _worker = await start(cancellationToken);
        return await TryAskAsync(request, cancellationToken)
            ?? throw new GitException(
                Reasons.GitFailed,
                "The sandbox of git ended without an answer: its memory may not have been enough. "
                + $"See journalctl -u {unit}.");
    }

    // Null when the worker has ended.
    private async Task<GitAnswer?> TryAskAsync(FetchRequest request, CancellationToken cancellationToken)
    {
        var line = JsonSerializer.SerializeToUtf8Bytes(WorkerRequest.Of(source, request), WorkerJsonContext.Default.WorkerRequest);
        try
        {
            await _worker!.Requests.WriteAsync((byte[])[.. line, (byte)'\n'], cancellationToken);
            await _worker.Requests.FlushAsync(cancellationToken);
        }
        catch (IOException)
        {
            return null;
        }

        return await new AnswerReader(_worker.Answers, source, request).ReadAsync(cancellationToken);
    }

    private async Task EndAsync()
    {
        if (_worker is not { } worker)
            return;
        _worker = null;
        await worker.DisposeAsync();
    }
}
