using System.Security.Cryptography;
using OciReconciler.Webhooks;

namespace OciReconciler.UnitTests.Webhooks;

/// <summary>Requests as forges send them.</summary>
internal static class SignedRequest
{
    public const string WebhookSecret = "a-secret-of-the-fleet";

    public const string StandardSecret = "whsec_dGVzdHRlc3R0ZXN0dGVzdHRlc3R0ZXN0dGVzdHQ=";

    public static readonly DateTimeOffset Now = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A request with headers as <c>Name: value</c>.</summary>
    public static HttpRequest Of(string body, params string[] headers) => new(
        "POST", "/fleet", headers.Select(header => header.Split(": ", 2))
            .ToImmutableDictionary(header => header[0], header => header[1], StringComparer.OrdinalIgnoreCase))
    {
        Body = Encoding.UTF8.GetBytes(body),
    };

    /// <summary>As GitHub signs it.</summary>
    public static HttpRequest GitHub(string body, string secret = WebhookSecret, string name = "push") =>
        Of(body, $"X-GitHub-Event: {name}", $"X-Hub-Signature-256: sha256={Hex(body, secret)}");

    /// <summary>As GitLab signs it with a signing token.</summary>
    public static HttpRequest Standard(string body, string id = "msg_1", int secondsAgo = 0, string secret = StandardSecret)
    {
        var at = Now.AddSeconds(-secondsAgo).ToUnixTimeSeconds();
        var mac = HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), Encoding.UTF8.GetBytes($"{id}.{at}.{body}"));
        return Of(
            body, $"webhook-id: {id}", $"webhook-timestamp: {at}", $"webhook-signature: v1,bm90IHRoaXM= v1,{Convert.ToBase64String(mac)}");
    }

    /// <summary>HMAC-SHA256 in hexadecimal digits.</summary>
    public static string Hex(string body, string secret = WebhookSecret) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(body)));

    /// <summary>The request as bytes on the wire.</summary>
    public static byte[] Wire(HttpRequest request) =>
    [
        .. Encoding.Latin1.GetBytes(
            $"{request.Method} {request.Target} HTTP/1.1\r\nHost: host\r\nContent-Length: {request.Body.Length}\r\n"
            + string.Concat(request.Headers.Select(header => $"{header.Key}: {header.Value}\r\n")) + "\r\n"),
        .. request.Body.Span,
    ];
}
