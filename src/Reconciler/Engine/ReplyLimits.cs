namespace OciReconciler.Engine;

/// <summary>
/// Limits what an engine may answer, before anything keeps it: an answer is read here up to a limit, of an error the beginning is taken,
/// and no message of a pull or load may be larger than one has to be. Events are limited by their reader (<see
/// cref="EngineEventReader"/>), which skips what is too large. Thread-safe.
/// </summary>
internal sealed class ReplyLimits(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <summary>Most bytes of an answer. A container with the longest command line that is allowed has half of it.</summary>
    public const int AnswerBytes = 4 << 20;

    /// <summary>Most bytes of an error that are read.</summary>
    public const int ErrorBytes = 64 << 10;

    /// <summary>Most bytes of one message of a pull or load.</summary>
    public const int MessageBytes = 256 << 10;

    /// <summary>Most bytes of all messages of a pull or load: hours of them.</summary>
    public const long MessagesBytes = 256L << 20;

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        try
        {
            // The headers of the content go: a charset is the engine's to choose, and what it sends is UTF-8.
            response.Content = await LimitedAsync(request.RequestUri!.AbsolutePath, response, cancellationToken);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private static async Task<HttpContent> LimitedAsync(string path, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        if (response.IsSuccessStatusCode && path == "/events")
            return new StreamContent(body);
        if (response.IsSuccessStatusCode && path is ("/images/create" or "/images/load"))
            return new StreamContent(new JsonMessageStream(body, MessageBytes, MessagesBytes));
        // Nobody wants the rest of the reply, and its connection would stay open.
        await using var whole = body;
        if (!response.IsSuccessStatusCode)
            return new ByteArrayContent(await BeginningAsync(body, ErrorBytes, cancellationToken));
        var answer = await BeginningAsync(body, AnswerBytes + 1, cancellationToken);
        return answer.Length <= AnswerBytes
            ? new ByteArrayContent(answer)
            : throw new ReplyTooLargeException($"sent an answer of more than {AnswerBytes >> 20} MiB");
    }

    private static async Task<byte[]> BeginningAsync(Stream body, int maxBytes, CancellationToken cancellationToken)
    {
        using var kept = new MemoryStream();
        var buffer = new byte[8192];
        while (kept.Length < maxBytes)
        {
            var wanted = (int)Math.Min(buffer.Length, maxBytes - kept.Length);
            var count = await body.ReadAsync(buffer.AsMemory(0, wanted), cancellationToken);
            if (count == 0)
                break;
            kept.Write(buffer, 0, count);
        }

        return kept.ToArray();
    }
}
