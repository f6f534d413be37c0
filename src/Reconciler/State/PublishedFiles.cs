using OciReconciler.Telemetry;

namespace OciReconciler.State;

/// <summary>
/// Files that only inform others: a disk that is full must neither stop the controller nor undo what it did. A failure is logged once for
/// each file, and the newest content is tried again until it is there. Thread-safe.
/// </summary>
internal sealed class PublishedFiles(ILogger<PublishedFiles> log)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Action<string>> _unwritten = new(StringComparer.Ordinal);

    /// <summary>A file could not be written that could before. Raised on any thread, under a lock: it must not block.</summary>
    public event EventHandler? Failed;

    /// <summary>Writes, or reports that it cannot and leaves it to <see cref="Retry"/>.</summary>
    /// <param name="write">Writes it; may be called again later.</param>
    public void Write(string path, Action<string> write)
    {
        lock (_lock)
            Try(path, write);
    }

    /// <summary>Deletes, or reports that it cannot, in the place of what was still to be written.</summary>
    public void Delete(string path) => Write(path, File.Delete);

    /// <summary>Tries again what could not be written.</summary>
    /// <returns>Whether some still cannot.</returns>
    public bool Retry()
    {
        lock (_lock)
        {
            foreach (var (path, write) in _unwritten.ToList())
                Try(path, write);
            return _unwritten.Count > 0;
        }
    }

    private void Try(string path, Action<string> write)
    {
        try
        {
            write(path);
            _unwritten.Remove(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            var isFirst = !_unwritten.ContainsKey(path);
            _unwritten[path] = write;
            if (!isFirst)
                return;
            log.NotPublished(path, failure.Message);
            Failed?.Invoke(this, EventArgs.Empty);
        }
    }
}
