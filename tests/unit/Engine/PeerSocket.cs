using System.Net.Sockets;

namespace OciReconciler.UnitTests.Engine;

/// <summary>A socket where an engine's would be: each connection is served until nobody listens any more.</summary>
internal sealed class PeerSocket : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("oci-peer-").FullName;
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _accepting;

    /// <summary>Listens.</summary>
    /// <param name="serve">Serves one connection, which is closed when that ends.</param>
    public PeerSocket(Func<NetworkStream, CancellationToken, Task> serve)
    {
        _listener.Bind(new UnixDomainSocketEndPoint(Path));
        _listener.Listen();
        _accepting = AcceptAsync(serve);
    }

    public string Path => System.IO.Path.Combine(_directory, "engine.sock");

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Dispose();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ending.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private async Task AcceptAsync(Func<NetworkStream, CancellationToken, Task> serve)
    {
        while (true)
            _ = ServeAsync(await _listener.AcceptAsync(_ending.Token), serve);
    }

    private async Task ServeAsync(Socket connection, Func<NetworkStream, CancellationToken, Task> serve)
    {
        using var stream = new NetworkStream(connection, ownsSocket: true);
        try
        {
            await serve(stream, _ending.Token);
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // Nobody listens any more.
        }
    }
}
