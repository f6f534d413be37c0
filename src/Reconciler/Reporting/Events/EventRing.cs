using OciReconciler.Files;
using OciReconciler.Model.Events;
using OciReconciler.State;

namespace OciReconciler.Reporting.Events;

/// <summary>
/// The events of one workload on disk. Each one is an append of a line; the file is written anew when it has twice the lines that it may
/// keep, or is too big, or its end is torn. Not thread-safe. Nothing is synced: a power cut may cost the newest events.
/// </summary>
internal sealed class EventRing(string path, EventLimits limits, StateFiles state)
{
    // An event that so many others have followed is listed again when it is repeated, and not counted.
    private const int Remembered = 16;

    private List<WorkloadEvent>? _recent;
    private long _next;
    private int _lines;
    private long _bytes;

    /// <summary>Adds what happened. Throws IOException or UnauthorizedAccessException; the next event then reads the ring anew.</summary>
    /// <returns>As it is kept: counted where it repeats another.</returns>
    public WorkloadEvent Add(WorkloadEvent happened)
    {
        try
        {
            // Appending to a FIFO would wait for a reader.
            if (FileStat.OfEntry(path, out var entry) == 0 && !entry.IsRegular)
                _recent = null;
            _recent ??= Open();
            var counted = EventCounting.Count(_recent, happened, _next, limits.CountingWindow);
            Append(EventLines.Write(counted));
            Remember(_recent, counted);
            if (_lines > 2 * limits.Entries || _bytes > limits.Bytes)
                Rewrite(EventFiles.ReadRing(path, state).Events);
            return counted;
        }
        catch
        {
            _recent = null;
            throw;
        }
    }

    private List<WorkloadEvent> Open()
    {
        var log = EventFiles.ReadRing(path, state);
        _next = log.Events.IsEmpty ? 1 : log.Events.Max(known => known.Sequence) + 1;
        _lines = log.Lines;
        _bytes = File.Exists(path) ? new FileInfo(path).Length : 0;
        if (log.IsDamaged)
            state.Damaged(path, "some of its lines are no events; the others are kept");
        if (log.IsTorn || log.IsDamaged)
            Rewrite(log.Events);
        return [.. log.Events.TakeLast(Remembered)];
    }

    private void Append(byte[] line)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.Append,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
            UnixCreateMode = AtomicFile.PrivateMode,
        };
        using var stream = OpenToAppend(options);
        stream.Write(line);
        _lines++;
        _bytes = stream.Position;
    }

    private FileStream OpenToAppend(FileStreamOptions options)
    {
        try
        {
            return new FileStream(path, options);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw WriteDenial.Explained(failure);
        }
    }

    private void Remember(List<WorkloadEvent> recent, WorkloadEvent counted)
    {
        recent.RemoveAll(known => known.Sequence == counted.Sequence);
        recent.Add(counted);
        if (recent.Count > Remembered)
            recent.RemoveAt(0);
        _next = Math.Max(_next, counted.Sequence + 1);
    }

    private void Rewrite(ImmutableArray<WorkloadEvent> events)
    {
        // The file keeps half of the bytes, so that it is not written anew at each event from then on.
        var kept = EventLines.Newest(events, limits.Entries, limits.Bytes / 2);
        byte[] content = [.. kept.SelectMany(EventLines.Write)];
        AtomicFile.WriteDurably(path, content);
        _lines = kept.Length;
        _bytes = content.Length;
    }
}
