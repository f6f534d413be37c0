using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using OciReconciler.Telemetry;

namespace OciReconciler.Files;

/// <summary>
/// Files that only tell others something: a disk that is full must neither stop the controller nor undo what it did. A failure is logged once for each file until it is written again. Thread-safe for different
/// files.
/// </summary>
internal sealed class PublishedFiles(ILogger<PublishedFiles> log)
{
    private readonly ConcurrentDictionary<string, bool> _failed = new(StringComparer.Ordinal);

    /// <summary>Writes, or tells that it cannot be. The caller tries again when it publishes next.</summary>
    /// <param name="path">Which file.</param>
    /// <param name="write">Writes it.</param>
    /// <returns>Whether it was written.</returns>
    public bool TryWrite(string path, Action<string> write)
    {
        try
        {
            write(path);
            _failed.TryRemove(path, out _);
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            if (_failed.TryAdd(path, true))
                log.NotPublished(path, failure.Message);
            return false;
        }
    }
}
