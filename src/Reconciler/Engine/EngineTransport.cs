using Docker.DotNet.Handler.Abstractions;

namespace OciReconciler.Engine;

/// <summary>
/// What the client of docker's API sends its requests through: our connections, with our limits on what is answered.
/// </summary>
internal sealed class EngineTransport : IDockerHandlerFactory<EngineTransportOptions>
{
    /// <summary>What requests are addressed to. The engines ignore the host name.</summary>
    public static readonly Uri Host = new("http://localhost/");

    /// <inheritdoc/>
    public ResolvedTransport CreateHandler(ResolvedClientOptions clientOptions, ILogger logger) =>
        CreateHandler(new EngineTransportOptions(HandlerOf(clientOptions.Endpoint.LocalPath)), clientOptions, logger);

    /// <inheritdoc/>
    public ResolvedTransport CreateHandler(EngineTransportOptions transportOptions, ResolvedClientOptions clientOptions, ILogger logger) =>
        new(transportOptions.Handler, Host);

    /// <inheritdoc/>
    public Task<WriteClosableStream> HijackStreamAsync(HttpContent content) =>
        throw new NotSupportedException("No stream of a container is attached to.");

    /// <summary>Sends requests to a socket.</summary>
    /// <param name="socket">Absolute path of the engine's socket.</param>
    public static HttpMessageHandler HandlerOf(string socket) => new ReplyLimits(new EngineConnections(socket));
}

/// <summary>How an engine is reached.</summary>
/// <param name="Handler">Sends requests; the client disposes it.</param>
internal sealed record EngineTransportOptions(HttpMessageHandler Handler);
