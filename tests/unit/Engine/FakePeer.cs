using System.Net.Sockets;

namespace OciReconciler.UnitTests.Engine;

/// <summary>
/// Whoever listens at an engine's socket: takes each request and sends what the test says, for as long as anybody listens.
/// </summary>
internal sealed class FakePeer : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("oci-peer-").FullName;
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _serving;
    private long _sent;
    private int _open;

    /// <summary>Listens.</summary>
    /// <param name="answer">The parts that are sent, one after the other; the connection is closed after the last one.</param>
    public FakePeer(Func<string, IEnumerable<string>> answer)
    {
        _listener.Bind(new UnixDomainSocketEndPoint(Path));
        _listener.Listen();
        _serving = ServeAsync(answer);
    }

    public string Path => System.IO.Path.Combine(_directory, "engine.sock");

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

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Dispose();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ending.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private async Task ServeAsync(Func<string, IEnumerable<string>> answer)
    {
        while (true)
        {
            var connection = await _listener.AcceptAsync(_ending.Token);
            _ = AnswerAsync(connection, answer);
        }
    }

    private async Task AnswerAsync(Socket connection, Func<string, IEnumerable<string>> answer)
    {
        using var stream = new NetworkStream(connection, ownsSocket: true);
        Interlocked.Increment(ref _open);
        try
        {
            var buffer = new byte[65536];
            var request = Encoding.UTF8.GetString(buffer, 0, await stream.ReadAsync(buffer, _ending.Token));
            foreach (var part in answer(request.Split("\r\n")[0]))
            {
                var bytes = Encoding.UTF8.GetBytes(part);
                await stream.WriteAsync(bytes, _ending.Token);
                Interlocked.Add(ref _sent, bytes.Length);
                await Task.Yield();
            }
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // Nobody listens any more.
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }
}
