namespace OciReconciler.DBus.Manager;

/// <summary>
/// Jobs from the reply that names them to their JobRemoved. Thread-safe. A JobRemoved that comes before its reply is kept for a while, so
/// that no order of dispatch can lose one.
/// </summary>
internal sealed class JobTracker
{
    /// <summary>How many results of unclaimed jobs are kept: all jobs of the host pass here, most are not ours.</summary>
    internal const int UnclaimedKept = 256;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, TaskCompletionSource<JobResult>> _waiting = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JobResult> _unclaimed = new(StringComparer.Ordinal);
    private readonly Queue<string> _unclaimedOrder = [];
    private BusException? _end;

    /// <summary>
    /// Waits for a job. Called where the reply is handled. A path that waits already (systemd merged the jobs) shares its completion.
    /// </summary>
    internal Task<JobResult> Register(string path)
    {
        lock (_lock)
        {
            if (_unclaimed.Remove(path, out JobResult result))
                return Task.FromResult(result);
            if (_end is not null)
                return Failed(_end);
            if (!_waiting.TryGetValue(path, out TaskCompletionSource<JobResult>? completion))
            {
                completion = new TaskCompletionSource<JobResult>(TaskCreationOptions.RunContinuationsAsynchronously);
                _waiting.Add(path, completion);
            }

            return completion.Task;
        }
    }

    /// <summary>JobRemoved.</summary>
    internal void Complete(string path, JobResult result)
    {
        lock (_lock)
        {
            if (_waiting.Remove(path, out TaskCompletionSource<JobResult>? completion))
                completion.SetResult(result);
            else
                KeepLocked(path, result);
        }
    }

    /// <summary>The connection is over. A reply that is being read at this moment may register its job yet: that one fails too.</summary>
    internal void End(BusException error)
    {
        lock (_lock)
            _end ??= error;
        FailAll(error);
    }

    /// <summary>The signals are lost: no wait would ever end.</summary>
    internal void FailAll(BusException error)
    {
        lock (_lock)
        {
            foreach (TaskCompletionSource<JobResult> completion in _waiting.Values)
            {
                completion.SetException(error);
                // A caller that has stopped waiting must not make this an unobserved failure.
                _ = completion.Task.Exception;
            }

            _waiting.Clear();
            _unclaimed.Clear();
            _unclaimedOrder.Clear();
        }
    }

    // A caller that has stopped waiting must not make this an unobserved failure.
    private static Task<JobResult> Failed(BusException error)
    {
        var failed = Task.FromException<JobResult>(error);
        _ = failed.Exception;
        return failed;
    }

    private void KeepLocked(string path, JobResult result)
    {
        if (!_unclaimed.TryAdd(path, result))
            return;
        _unclaimedOrder.Enqueue(path);
        if (_unclaimedOrder.Count > UnclaimedKept)
            _unclaimed.Remove(_unclaimedOrder.Dequeue());
    }
}
