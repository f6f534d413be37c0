using System.Text;

namespace OciReconciler.Webhooks;

/// <summary>What is answered: a status, and nothing that a stranger could learn from.</summary>
internal readonly record struct HttpAnswer(int Status, string Phrase)
{
    /// <summary>The source is fetched.</summary>
    public static HttpAnswer Accepted => new(202, "Accepted");

    /// <summary>Nothing is to be done: a ping, or a delivery that came before.</summary>
    public static HttpAnswer Fine => new(200, "OK");

    /// <summary>An event that changes no ref.</summary>
    public static HttpAnswer Ignored => new(204, "No Content");

    /// <summary>The request cannot be read.</summary>
    public static HttpAnswer BadRequest => new(400, "Bad Request");

    /// <summary>No such source, or no valid signature: nobody is told which.</summary>
    public static HttpAnswer Forbidden => new(403, "Forbidden");

    /// <summary>Only POST is taken.</summary>
    public static HttpAnswer MethodNotAllowed => new(405, "Method Not Allowed");

    /// <summary>The request took too long.</summary>
    public static HttpAnswer Timeout => new(408, "Request Timeout");

    /// <summary>There is no Content-Length.</summary>
    public static HttpAnswer LengthRequired => new(411, "Length Required");

    /// <summary>The body is too large.</summary>
    public static HttpAnswer TooLarge => new(413, "Content Too Large");

    /// <summary>Something else than 100-continue is expected.</summary>
    public static HttpAnswer ExpectationFailed => new(417, "Expectation Failed");

    /// <summary>Too many deliveries of one source.</summary>
    public static HttpAnswer TooManyRequests => new(429, "Too Many Requests");

    /// <summary>The headers are too large.</summary>
    public static HttpAnswer HeadersTooLarge => new(431, "Request Header Fields Too Large");

    /// <summary>The wake could not be left.</summary>
    public static HttpAnswer Unavailable => new(503, "Service Unavailable");

    /// <summary>The answer's bytes; the connection is closed after them.</summary>
    public byte[] ToBytes()
    {
        var extra = Status switch
        {
            204 => "",
            405 => "Allow: POST\r\nContent-Length: 0\r\n",
            429 => "Retry-After: 60\r\nContent-Length: 0\r\n",
            _ => "Content-Length: 0\r\n",
        };
        return Encoding.ASCII.GetBytes($"HTTP/1.1 {Status} {Phrase}\r\n{extra}Connection: close\r\n\r\n");
    }
}

/// <summary>A request is refused before it is looked at.</summary>
internal sealed class HttpRefusedException(HttpAnswer answer) : Exception($"{answer.Status} {answer.Phrase}")
{
    /// <summary>What the sender is told.</summary>
    public HttpAnswer Answer => answer;
}
