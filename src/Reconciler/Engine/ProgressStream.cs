using OciReconciler.Files;

namespace OciReconciler.Engine;

/// <summary>A stream that reports each read: an upload that moves is no silence. Leaves the inner stream open.</summary>
/// <param name="read">Called after each read with the number of bytes.</param>
internal sealed class ProgressStream(Stream inner, Action<int> read) : ReadOnlyStream
{
    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await inner.ReadAsync(buffer, cancellationToken);
        read(count);
        return count;
    }
}
