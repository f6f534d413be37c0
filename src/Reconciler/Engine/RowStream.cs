using OciReconciler.Files;

namespace OciReconciler.Engine;

/// <summary>An answer in rows, none of which may be larger than a limit: whoever parses one keeps it whole.</summary>
/// <param name="inner">The stream; disposed with this one.</param>
/// <param name="rowBytes">Most bytes that are read without the end of a row.</param>
/// <param name="allBytes">Most bytes in all.</param>
internal sealed class RowStream(Stream inner, long rowBytes, long allBytes) : ReadOnlyStream
{
    private long _all;
    private long _row;

    /// <summary>A row was read to its end.</summary>
    public void EndRow() => _row = 0;

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await inner.ReadAsync(buffer, cancellationToken);
        _all += count;
        _row += count;
        if (_all > allBytes)
            throw ReplyTooLargeException.Of(allBytes);
        return _row <= rowBytes ? count : throw new ReplyTooLargeException($"sent a row of more than {rowBytes >> 10} KiB");
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
