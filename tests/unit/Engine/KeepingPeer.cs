using System.Collections.Concurrent;
using System.Net.Sockets;

namespace OciReconciler.UnitTests.Engine;

/// <summary>An engine that keeps connections, as docker and podman do: it answers one request after the other on each.</summary>
internal sealed class KeepingPeer : IAsyncDisposable
{
    private readonly Func<string, int, Reply> _answer;
    private readonly PeerSocket _socket;

    /// <summary>Listens.</summary>
    /// <param name="answer">The answer to the first line of a request, which is the so-manieth of its connection, from 0 on.</param>
    public KeepingPeer(Func<string, int, Reply> answer)
    {
        _answer = answer;
        _socket = new PeerSocket(AnswerAsync);
    }

    public string Path => _socket.Path;

    /// <summary>Connections so far.</summary>
    public int Connections { get; private set; }

    /// <summary>First lines of all requests, in order.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public ValueTask DisposeAsync() => _socket.DisposeAsync();

    private async Task AnswerAsync(NetworkStream stream, CancellationToken ending)
    {
        Connections++;
        var buffer = new byte[16384];
        for (var index = 0; await stream.ReadAsync(buffer, ending) is > 0 and var count; index++)
        {
            var request = Encoding.UTF8.GetString(buffer, 0, count).Split("\r\n")[0];
            Requests.Enqueue(request);
            var reply = _answer(request, index);
            if (reply.Body is { } body)
            {
                var status = $"HTTP/1.1 {reply.Status}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n";
                await stream.WriteAsync(Encoding.UTF8.GetBytes(status + body), ending);
            }

            if (reply.Closes)
                return;
        }
    }

    /// <summary>An answer.</summary>
    /// <param name="Body">Its body; null: none at all.</param>
    /// <param name="Status">Its status.</param>
    /// <param name="Closes">The connection is closed after it, without saying so in it.</param>
    internal sealed record Reply(string? Body, string Status = "200 OK", bool Closes = false);
}
