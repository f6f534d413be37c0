using System.Buffers;

namespace OciReconciler.Git;

/// <summary>Reads lines, and bytes between them, of a stream whose other end may send anything. Not thread-safe.</summary>
/// <param name="lineEnd">What ends a line.</param>
internal sealed class WireReader(Stream stream, byte lineEnd = (byte)'\n')
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    /// <summary>The next line without its end; null at the end of the stream.</summary>
    /// <param name="longest">In bytes.</param>
    /// <exception cref="InvalidDataException">It is longer, or the stream ends within it.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public async Task<ReadOnlyMemory<byte>?> ReadLineAsync(int longest, CancellationToken cancellationToken)
    {
        var line = new ArrayBufferWriter<byte>(256);
        while (_start < _end || await FillAsync(cancellationToken))
        {
            var length = _buffer.AsSpan(_start, _end - _start).IndexOf(lineEnd);
            var part = _buffer.AsSpan(_start, length < 0 ? _end - _start : length);
            if (line.WrittenCount + part.Length > longest)
                throw new InvalidDataException($"a line has more than {longest} bytes");
            line.Write(part);
            _start += length < 0 ? part.Length : part.Length + 1;
            if (length >= 0)
                return line.WrittenMemory;
        }

        return line.WrittenCount == 0 ? null : throw new InvalidDataException("the last line has no end");
    }

    /// <summary>So many bytes.</summary>
    /// <exception cref="InvalidDataException">The stream ends before.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public async Task<byte[]> ReadBytesAsync(int count, CancellationToken cancellationToken)
    {
        var bytes = new byte[count];
        for (var at = 0; at < count;)
        {
            if (_start == _end && !await FillAsync(cancellationToken))
                throw new InvalidDataException($"the stream ended {count - at} bytes early");
            var part = Math.Min(count - at, _end - _start);
            _buffer.AsSpan(_start, part).CopyTo(bytes.AsSpan(at));
            (_start, at) = (_start + part, at + part);
        }

        return bytes;
    }

    // A pipe's read cannot be cancelled: whoever gives up waiting closes the pipe's other end.
    private async Task<bool> FillAsync(CancellationToken cancellationToken)
    {
        (_start, _end) = (0, 0);
        _end = await stream.ReadAsync(_buffer, cancellationToken).AsTask().WaitAsync(cancellationToken);
        return _end > 0;
    }
}
