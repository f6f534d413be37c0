using System.Globalization;

namespace OciReconciler.Webhooks;

/// <summary>
/// Reads one HTTP/1 request (RFC 9112), strictly: what could be understood in two ways is refused. What comes after the body is not
/// looked at, since the connection ends with the answer.
/// </summary>
internal sealed class HttpRequestReader(Stream input, Stream output)
{
    /// <summary>Request line and headers, in bytes.</summary>
    public const int MostHeaderBytes = 16 * 1024;

    /// <summary>The body, in bytes.</summary>
    public const int MostBodyBytes = 1024 * 1024;

    private static readonly byte[] Continue = "HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray();

    /// <summary>Reads; null: the connection was closed without a byte.</summary>
    /// <exception cref="HttpRefusedException">It is not a request that is taken.</exception>
    /// <exception cref="IOException">The connection failed.</exception>
    public async Task<HttpRequest?> ReadAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[MostHeaderBytes];
        var received = 0;
        int end;
        while ((end = buffer.AsSpan(0, received).IndexOf("\r\n\r\n"u8)) < 0)
        {
            if (received == buffer.Length)
                throw new HttpRefusedException(HttpAnswer.HeadersTooLarge);
            var count = await input.ReadAsync(buffer.AsMemory(received), cancellationToken);
            if (count == 0)
                return received == 0 ? null : throw new HttpRefusedException(HttpAnswer.BadRequest);
            received += count;
        }

        var request = HttpHead.Parse(buffer.AsSpan(0, end)) ?? throw new HttpRefusedException(HttpAnswer.BadRequest);
        var length = LengthOf(request);
        return request with { Body = await BodyAsync(request, length, buffer.AsMemory(end + 4, received - end - 4), cancellationToken) };
    }

    private static int LengthOf(HttpRequest request)
    {
        if (request.Method != "POST")
            throw new HttpRefusedException(HttpAnswer.MethodNotAllowed);
        // A length beside an encoding is how one request is smuggled in another.
        if (request.Header("Transfer-Encoding") is not null || request.Header("Content-Length") is not { } text)
            throw new HttpRefusedException(HttpAnswer.LengthRequired);
        if (text.Length is 0 or > 18 || !text.All(char.IsAsciiDigit))
            throw new HttpRefusedException(HttpAnswer.BadRequest);
        return long.Parse(text, CultureInfo.InvariantCulture) is var length and <= MostBodyBytes
            ? (int)length
            : throw new HttpRefusedException(HttpAnswer.TooLarge);
    }

    private async Task<ReadOnlyMemory<byte>> BodyAsync(
        HttpRequest request, int length, ReadOnlyMemory<byte> begun, CancellationToken cancellationToken)
    {
        var body = new byte[length];
        var received = Math.Min(begun.Length, length);
        begun[..received].CopyTo(body);
        if (request.Header("Expect") is { } expected)
            await ContinueAsync(expected, received < length, cancellationToken);
        try
        {
            await input.ReadExactlyAsync(body.AsMemory(received), cancellationToken);
        }
        catch (EndOfStreamException)
        {
            throw new HttpRefusedException(HttpAnswer.BadRequest);
        }

        return body;
    }

    private async Task ContinueAsync(string expected, bool isWaiting, CancellationToken cancellationToken)
    {
        if (!expected.Equals("100-continue", StringComparison.OrdinalIgnoreCase))
            throw new HttpRefusedException(HttpAnswer.ExpectationFailed);
        if (!isWaiting)
            return;
        await output.WriteAsync(Continue, cancellationToken);
        await output.FlushAsync(cancellationToken);
    }
}
