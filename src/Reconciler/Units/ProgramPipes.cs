using System.IO.Pipes;

namespace OciReconciler.Units;

/// <summary>The pipes of a program's standard input, output and error.</summary>
internal sealed class ProgramPipes : IAsyncDisposable
{
    private const int BufferBytes = 16 * 1024;

    public AnonymousPipeServerStream Input { get; } = new(PipeDirection.Out);

    public AnonymousPipeServerStream Output { get; } = new(PipeDirection.In);

    public AnonymousPipeServerStream Errors { get; } = new(PipeDirection.In);

    /// <summary>Closes the controller's copies of the program's ends, so that reading ends with the program.</summary>
    public void CloseOthersEnds()
    {
        Input.DisposeLocalCopyOfClientHandle();
        Output.DisposeLocalCopyOfClientHandle();
        Errors.DisposeLocalCopyOfClientHandle();
    }

    /// <summary>Writes all, and ends the input. A program that ends before it has read all is no failure of this.</summary>
    public async Task WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await Input.WriteAsync(bytes, CancellationToken.None);
        }
        catch (IOException)
        {
            // How the program ended says why.
        }
        finally
        {
            await Input.DisposeAsync();
        }
    }

    /// <summary>Reads to the end, and keeps the first bytes.</summary>
    public static async Task<byte[]> ReadAsync(Stream stream, int kept)
    {
        var all = new byte[kept];
        var buffer = new byte[BufferBytes];
        var length = 0;
        while (await stream.ReadAsync(buffer, CancellationToken.None) is > 0 and var count)
        {
            var taken = Math.Min(count, kept - length);
            buffer.AsSpan(0, taken).CopyTo(all.AsSpan(length));
            length += taken;
        }

        // What went through here may be a secret.
        Array.Clear(buffer);
        var result = all.AsSpan(0, length).ToArray();
        Array.Clear(all);
        return result;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Input.DisposeAsync();
        await Output.DisposeAsync();
        await Errors.DisposeAsync();
    }
}
