using System.Buffers;

namespace OciReconciler.Engine;

/// <summary>
/// Limits what an engine may answer, before anything keeps it: an answer is read here up to a limit, of an error the beginning is taken,
/// and no message of a pull or load may be larger than one has to be. Events and listings are limited by their readers (<see
/// cref="EngineEventReader"/>, <see cref="EngineLister"/>). Thread-safe.
/// </summary>
internal sealed class ReplyLimits(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <summary>Most bytes of an answer. A container with the longest command line that is allowed has half of it.</summary>
    public const int AnswerBytes = 4 << 20;

    /// <summary>Says that the answer to a request is limited by whoever reads it.</summary>
    public static readonly HttpRequestOptionsKey<bool> IsLimitedByReader = new("limited-by-reader");

    /// <summary>Most bytes of an error that are read.</summary>
    public const int ErrorBytes = 64 << 10;

    /// <summary>Most bytes of one message of a pull or load.</summary>
    public const int MessageBytes = 256 << 10;

    /// <summary>Most bytes of all messages of a pull or load: hours of them.</summary>
    public const long MessagesBytes = 256L << 20;

    private const int BufferBytes = 8 << 10;

    // What an engine says of the length of its answer is believed up to here.
    private const long ExpectedBytes = 64 << 10;

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        try
        {
            // The headers of the content go: a charset is the engine's to choose, and what it sends is UTF-8.
            response.Content = await LimitedAsync(request, response, cancellationToken);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private static async Task<HttpContent> LimitedAsync(
        HttpRequestMessage request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.AbsolutePath;
        var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        if (response.IsSuccessStatusCode && (path == "/events" || IsOfReader(request)))
            return new StreamContent(body);
        if (response.IsSuccessStatusCode && path is ("/images/create" or "/images/load"))
            return new StreamContent(new JsonMessageStream(body, MessageBytes, MessagesBytes));
        // Nobody wants the rest of the reply, and its connection would stay open.
        await using var whole = body;
        if (!response.IsSuccessStatusCode)
            return ContentOf(await BeginningAsync(response.Content, body, ErrorBytes, cancellationToken));
        var answer = await BeginningAsync(response.Content, body, AnswerBytes + 1, cancellationToken);
        return answer.Length <= AnswerBytes
            ? ContentOf(answer)
            : throw ReplyTooLargeException.Of(AnswerBytes);
    }

    private static bool IsOfReader(HttpRequestMessage request) => request.Options.TryGetValue(IsLimitedByReader, out var its) && its;

    private static ByteArrayContent ContentOf(MemoryStream answer) => new(answer.GetBuffer(), 0, (int)answer.Length);

    private static async Task<MemoryStream> BeginningAsync(
        HttpContent content, Stream body, int maxBytes, CancellationToken cancellationToken)
    {
        var kept = new MemoryStream((int)Math.Min(content.Headers.ContentLength ?? BufferBytes, ExpectedBytes));
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            while (kept.Length < maxBytes)
            {
                var wanted = (int)Math.Min(buffer.Length, maxBytes - kept.Length);
                var count = await body.ReadAsync(buffer.AsMemory(0, wanted), cancellationToken);
                if (count == 0)
                    break;
                kept.Write(buffer, 0, count);
            }

            return kept;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
