using System.Net.Sockets;

namespace OciReconciler.UnitTests.Engine;

/// <summary>
/// Whoever listens at an engine's socket: takes each request and sends what the test says, for as long as anybody listens.
/// </summary>
internal sealed class FakePeer : IAsyncDisposable
{
    private readonly PeerSocket _socket;
    private long _sent;
    private int _open;

    /// <summary>Listens.</summary>
    /// <param name="answer">The parts that are sent, one after the other; the connection is closed after the last one.</param>
    public FakePeer(Func<string, IEnumerable<string>> answer) =>
        _socket = new PeerSocket((stream, ending) => AnswerAsync(stream, answer, ending));

    public string Path => _socket.Path;

    /// <summary>Bytes that were sent to somebody who took them.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Connections that somebody still listens at.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>An answer whose body ends with the connection.</summary>
    public static IEnumerable<string> Answer(string status, IEnumerable<string> body) =>
        body.Prepend($"HTTP/1.1 {status}\r\nContent-Type: application/json\r\n\r\n");

    /// <summary>The same again and again, in parts of 64 KiB.</summary>
    public static IEnumerable<string> Forever(string text)
    {
        var part = string.Concat(Enumerable.Repeat(text, Math.Max(1, 65536 / text.Length)));
        while (true)
            yield return part;
    }

    public ValueTask DisposeAsync() => _socket.DisposeAsync();

    private async Task AnswerAsync(NetworkStream stream, Func<string, IEnumerable<string>> answer, CancellationToken ending)
    {
        Interlocked.Increment(ref _open);
        try
        {
            var buffer = new byte[65536];
            var request = Encoding.UTF8.GetString(buffer, 0, await stream.ReadAsync(buffer, ending));
            foreach (var part in answer(request.Split("\r\n")[0]))
            {
                var bytes = Encoding.UTF8.GetBytes(part);
                await stream.WriteAsync(bytes, ending);
                Interlocked.Add(ref _sent, bytes.Length);
                await Task.Yield();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }
}
