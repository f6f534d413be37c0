namespace OciReconciler.Files;

/// <summary>
/// A file that a manifest names, read from its beginning to the end that it had when it was opened: what is appended meanwhile is not
/// followed. Each read ends at a deadline, and at once when it is cancelled. Not thread-safe.
/// </summary>
/// <param name="file">The file; disposed with the stream.</param>
/// <param name="place">As for <see cref="BlockingCalls"/>.</param>
/// <param name="calls">Carries the reads out.</param>
internal sealed class InputFileStream(RegularFile file, string place, BlockingCalls calls) : ReadOnlyStream
{
    private const int BufferBytes = 1 << 20;
    private const int SmallestBuffer = 4096;

    // The file's read goes here and not to the caller's memory, which is somebody else's by the time that a read which hung returns.
    private readonly byte[] _buffer = new byte[(int)Math.Clamp((long)file.Stat.Size, SmallestBuffer, BufferBytes)];
    private int _start;
    private int _end;
    private long _read;

    /// <summary>Of the open file, as it was when it was opened.</summary>
    public FileStat Stat => file.Stat;

    /// <summary>Why a read failed, or null: whoever sends the file on sees only that the sending failed.</summary>
    public IOException? Failure { get; private set; }

    /// <summary>The file's size when it was opened; 0 also for one that does not tell.</summary>
    public override long Length => (long)file.Stat.Size;

    /// <inheritdoc/>
    public override long Position
    {
        get => _read - (_end - _start);
        set => throw new NotSupportedException();
    }

    /// <summary>Whether the file begins with these bytes. Before anything is read of it.</summary>
    public async Task<bool> StartsWithAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (_end == 0)
            await FillAsync(cancellationToken);
        return _buffer.AsSpan(_start, _end - _start).StartsWith(bytes.Span);
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_start == _end)
            await FillAsync(cancellationToken);
        var count = Math.Min(buffer.Length, _end - _start);
        _buffer.AsMemory(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            file.Dispose();
        base.Dispose(disposing);
    }

    private async Task FillAsync(CancellationToken cancellationToken)
    {
        var left = Length > 0 ? (int)Math.Min(_buffer.Length, Length - _read) : _buffer.Length;
        var count = left == 0 ? 0 : await ReadFileAsync(left, cancellationToken);
        (_start, _end) = (0, count);
        _read += count;
    }

    private async Task<int> ReadFileAsync(int length, CancellationToken cancellationToken)
    {
        try
        {
            return await calls.RunAsync(place, () => file.Read(_buffer.AsSpan(0, length)), cancellationToken);
        }
        catch (IOException failure)
        {
            Failure = failure;
            throw;
        }
    }
}
