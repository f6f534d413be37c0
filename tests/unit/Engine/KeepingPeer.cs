using System.Collections.Concurrent;
using System.Net.Sockets;

namespace OciReconciler.UnitTests.Engine;

/// <summary>An engine that keeps connections, as docker and podman do: it answers one request after the other on each.</summary>
internal sealed class KeepingPeer : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("oci-peer-").FullName;
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource _ending = new();
    private readonly Func<string, int, Reply> _answer;
    private readonly Task _serving;

    /// <summary>Listens.</summary>
    /// <param name="answer">The answer to the first line of a request, which is the so-manieth of its connection, from 0 on.</param>
    public KeepingPeer(Func<string, int, Reply> answer)
    {
        _answer = answer;
        _listener.Bind(new UnixDomainSocketEndPoint(Path));
        _listener.Listen();
        _serving = ServeAsync();
    }

    public string Path => System.IO.Path.Combine(_directory, "engine.sock");

    /// <summary>Connections so far.</summary>
    public int Connections { get; private set; }

    /// <summary>First lines of all requests, in order.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Dispose();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ending.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            var connection = await _listener.AcceptAsync(_ending.Token);
            Connections++;
            _ = AnswerAsync(connection);
        }
    }

    private async Task AnswerAsync(Socket connection)
    {
        using var stream = new NetworkStream(connection, ownsSocket: true);
        try
        {
            var buffer = new byte[16384];
            for (var index = 0; await stream.ReadAsync(buffer, _ending.Token) is > 0 and var count; index++)
            {
                var request = Encoding.UTF8.GetString(buffer, 0, count).Split("\r\n")[0];
                Requests.Enqueue(request);
                var reply = _answer(request, index);
                if (reply.Body is { } body)
                {
                    var status = $"HTTP/1.1 {reply.Status}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n";
                    await stream.WriteAsync(Encoding.UTF8.GetBytes(status + body), _ending.Token);
                }

                if (reply.Closes)
                    return;
            }
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // Nobody listens any more.
        }
    }

    /// <summary>An answer.</summary>
    /// <param name="Body">Its body; null: none at all.</param>
    /// <param name="Status">Its status.</param>
    /// <param name="Closes">The connection is closed after it, without saying so in it.</param>
    internal sealed record Reply(string? Body, string Status = "200 OK", bool Closes = false);
}
