using OciReconciler.Files;

namespace OciReconciler.Engine;

/// <summary>
/// A stream of JSON objects, none of which may be larger than a limit: whoever parses one keeps it whole, however many lines it has. What
/// is no JSON is passed on up to the same limit.
/// </summary>
/// <param name="inner">The stream; disposed with this one.</param>
/// <param name="messageBytes">Most bytes from the end of one object to the end of the next.</param>
/// <param name="allBytes">Most bytes in all.</param>
internal sealed class JsonMessageStream(Stream inner, int messageBytes, long allBytes) : ReadOnlyStream
{
    private long _all;
    private int _message;
    private int _depth;
    private bool _isInString;
    private bool _isEscaped;

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await inner.ReadAsync(buffer, cancellationToken);
        _all += count;
        if (_all > allBytes)
            throw new ReplyTooLargeException($"sent more than {allBytes >> 20} MiB of messages");
        if (!Take(buffer.Span[..count]))
            throw new ReplyTooLargeException($"sent a message of more than {messageBytes >> 10} KiB");
        return count;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    private bool Take(ReadOnlySpan<byte> bytes)
    {
        foreach (var next in bytes)
        {
            if (++_message > messageBytes)
                return false;
            if (_isInString)
                TakeInString(next);
            else
                TakeOutside(next);
        }

        return true;
    }

    private void TakeInString(byte next)
    {
        if (_isEscaped)
            _isEscaped = false;
        else if (next == '\\')
            _isEscaped = true;
        else if (next == '"')
            _isInString = false;
    }

    private void TakeOutside(byte next)
    {
        switch (next)
        {
            case (byte)'"':
                _isInString = true;
                break;
            case (byte)'{' or (byte)'[':
                _depth++;
                break;
            case (byte)'}' or (byte)']':
                if (--_depth == 0)
                    _message = 0;
                break;
        }
    }
}
