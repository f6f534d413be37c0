using System.Net.Sockets;

namespace OciReconciler.UnitTests.DBus;

/// <summary>A socket that takes connections and resets each: what was sent to it is never read.</summary>
internal sealed class ResettingBus : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("resetting-bus-");
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly SemaphoreSlim _connections = new(0);
    private readonly Task _accepting;

    internal ResettingBus()
    {
        _listener.Bind(new UnixDomainSocketEndPoint(Path.Combine(_directory.FullName, "socket")));
        _listener.Listen();
        _accepting = AcceptAsync();
    }

    internal string Address => $"unix:path={Path.Combine(_directory.FullName, "socket")}";

    public void Dispose()
    {
        _listener.Dispose();
        _directory.Delete(recursive: true);
    }

    /// <summary>Ends when so many more connections were reset.</summary>
    internal async Task ConnectionsAsync(int count)
    {
        for (int i = 0; i < count; i++)
            await Task.WhenAny(_connections.WaitAsync(), _accepting).WaitAsync(ManagerFixture.Guard);
        Assert.False(_accepting.IsCompleted);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                using Socket connection = await _listener.AcceptAsync();
                // The first bytes are on their way before the connection is closed over them: that resets it.
                await connection.ReceiveAsync(new byte[1]);
                _connections.Release();
            }
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            // The listener was closed.
        }
    }
}
