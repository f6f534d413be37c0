using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OciReconciler.Webhooks;

/// <summary>
/// Who sent a request: the HMAC-SHA256 of its body (GitHub, Gitea and Forgejo), GitLab's secret token, or GitLab's signing token, which
/// signs as Standard Webhooks does. Pure, and in constant time: nothing depends on where two values differ.
/// </summary>
internal static class WebhookSignature
{
    // Of the signatures of a body alone, the first that a request has is the one that counts: a wrong one is not made good by another.
    private static readonly (string Header, string Prefix)[] BodySignatures =
        [("X-Hub-Signature-256", "sha256="), ("X-Forgejo-Signature", ""), ("X-Gitea-Signature", "")];

    // A secret of Standard Webhooks says that it is one, and signs nothing else: no signature of one kind is one of the other.
    private const string StandardSecret = "whsec_";

    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>Checks it with one secret.</summary>
    /// <param name="now">For signatures with a time, which may be five minutes off.</param>
    /// <returns>What tells this delivery from others, by what is signed of it; null: the request has no valid signature.</returns>
    public static string? Verify(HttpRequest request, string secret, DateTimeOffset now)
    {
        if (secret.StartsWith(StandardSecret, StringComparison.Ordinal))
            return Standard(request, secret[StandardSecret.Length..], now);
        var key = Encoding.UTF8.GetBytes(secret);
        foreach (var (header, prefix) in BodySignatures)
        {
            if (request.Header(header) is { } signature)
                return IsHex(signature, prefix, HMACSHA256.HashData(key, request.Body.Span)) ? Digest("body", request.Body.Span) : null;
        }

        return request.Header("X-Gitlab-Token") is { } token && AreEqual(Encoding.UTF8.GetBytes(token), key) ? Unsigned(request) : null;
    }

    // What is signed is the id, the time and the body with dots between; the secret is base64. See GitLab's merge request 230944 and
    // https://www.standardwebhooks.com. A delivery that is made again keeps its id, and gets another time.
    private static string? Standard(HttpRequest request, string secret, DateTimeOffset now)
    {
        var key = new byte[secret.Length];
        if (!Convert.TryFromBase64String(secret, key, out var keyLength) || keyLength == 0
            || request.Header("webhook-id") is not { Length: > 0 } id
            || request.Header("webhook-timestamp") is not { } timestamp
            || request.Header("webhook-signature") is not { } signatures
            || !IsRecent(timestamp, now))
            return null;
        byte[] content = [.. Encoding.Latin1.GetBytes($"{id}.{timestamp}."), .. request.Body.Span];
        var expected = Encoding.ASCII.GetBytes("v1," + Convert.ToBase64String(HMACSHA256.HashData(key.AsSpan(0, keyLength), content)));
        var isValid = false;
        foreach (var signature in signatures.Split(' '))
            isValid |= AreEqual(Encoding.Latin1.GetBytes(signature), expected);
        return isValid ? Digest("id", Encoding.Latin1.GetBytes(id)) : null;
    }

    private static bool IsRecent(string timestamp, DateTimeOffset now) =>
        timestamp.Length is > 0 and < 12 && timestamp.All(char.IsAsciiDigit)
        && (now - DateTimeOffset.FromUnixTimeSeconds(long.Parse(timestamp, CultureInfo.InvariantCulture))).Duration() <= Tolerance;

    // A token signs nothing. GitLab sends the key again when it makes a delivery again.
    private static string Unsigned(HttpRequest request) => Digest(
        "token", [.. Encoding.Latin1.GetBytes($"{request.Header("Idempotency-Key")}\n"), .. request.Body.Span]);

    private static bool IsHex(string signature, string prefix, byte[] expected) =>
        AreEqual(Encoding.Latin1.GetBytes(signature), Encoding.ASCII.GetBytes(prefix + Convert.ToHexStringLower(expected)));

    // The digests are of one length whatever the values are.
    private static bool AreEqual(byte[] given, byte[] expected) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(given), SHA256.HashData(expected));

    private static string Digest(string kind, ReadOnlySpan<byte> content) =>
        Convert.ToHexStringLower(SHA256.HashData([.. Encoding.ASCII.GetBytes(kind + "\n"), .. content]));
}
