using System.Net.Sockets;

namespace OciReconciler.Engine;

/// <summary>
/// HTTP over a unix socket by .NET's own client, which limits headers and takes no chunk for another. A question goes over a connection
/// that is kept for a few seconds, and is asked once more over another when the engine has closed that one meanwhile. What changes
/// something, or lasts, has a connection of its own: .NET cannot send it again when it has a body. Thread-safe.
/// </summary>
internal sealed class EngineConnections : HttpMessageHandler
{
    // podman's service ends when it was idle for five seconds, and a connection that is open counts as work: it has to end as well.
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(4);

    private readonly HttpMessageInvoker _kept;
    private readonly HttpMessageInvoker _own;

    /// <summary>Connects nowhere yet.</summary>
    /// <param name="socket">Absolute path of the engine's socket.</param>
    public EngineConnections(string socket)
    {
        _kept = new HttpMessageInvoker(Handler(socket, KeptFor));
        // .NET looks after kept connections each second for as long as one of their pool is open: a stream of events would be.
        _own = new HttpMessageInvoker(Handler(socket, TimeSpan.Zero));
    }

    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        (IsQuestion(request) ? _kept : _own).SendAsync(request, cancellationToken);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _kept.Dispose();
            _own.Dispose();
        }

        base.Dispose(disposing);
    }

    private static bool IsQuestion(HttpRequestMessage request) =>
        request.Method == HttpMethod.Get && request.RequestUri!.AbsolutePath != "/events";

    private static SocketsHttpHandler Handler(string socket, TimeSpan keptFor) => new()
    {
        ConnectCallback = (_, cancellationToken) => ConnectAsync(socket, cancellationToken),
        PooledConnectionIdleTimeout = keptFor,
        // A reply that nobody wants any more is not read to its end.
        MaxResponseDrainSize = 0,
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ActivityHeadersPropagator = null,
    };

    private static async ValueTask<Stream> ConnectAsync(string socket, CancellationToken cancellationToken)
    {
        var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancellationToken);
            return new NetworkStream(connection, ownsSocket: true);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
