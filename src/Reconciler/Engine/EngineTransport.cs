using System.Net.Sockets;
using Docker.DotNet.Handler.Abstractions;

namespace OciReconciler.Engine;

/// <summary>
/// HTTP over a unix socket by .NET's own client, which limits headers and takes no chunk for another, with our limits on what is
/// answered. Each request has a connection of its own.
/// </summary>
internal sealed class EngineTransport : IDockerHandlerFactory<EngineTransportOptions>
{
    // The engines ignore the host name.
    private static readonly Uri Host = new("http://localhost/");

    /// <inheritdoc/>
    public ResolvedTransport CreateHandler(ResolvedClientOptions clientOptions, ILogger logger) =>
        CreateHandler(new EngineTransportOptions(clientOptions.Endpoint.LocalPath), clientOptions, logger);

    /// <inheritdoc/>
    public ResolvedTransport CreateHandler(EngineTransportOptions transportOptions, ResolvedClientOptions clientOptions, ILogger logger) =>
        new(new ReplyLimits(Connections(transportOptions.Socket)), Host);

    /// <inheritdoc/>
    public Task<WriteClosableStream> HijackStreamAsync(HttpContent content) =>
        throw new NotSupportedException("No stream of a container is attached to.");

    private static SocketsHttpHandler Connections(string socket) => new()
    {
        ConnectCallback = async (_, cancellationToken) =>
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
        },
        PooledConnectionLifetime = TimeSpan.Zero,
        // A reply that nobody wants any more is not read to its end.
        MaxResponseDrainSize = 0,
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ActivityHeadersPropagator = null,
    };
}

/// <summary>Where an engine listens.</summary>
/// <param name="Socket">Absolute path of its unix socket.</param>
internal sealed record EngineTransportOptions(string Socket);
