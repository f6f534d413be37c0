using System.Text.Json;

namespace OciReconciler.Engine;

/// <summary>Reads the words in which engines and registries refuse.</summary>
internal static class PullErrors
{
    private static readonly string[] Final =
    [
        "manifest unknown", "not found", "does not exist", "unauthorized", "denied", "authentication required", "invalid reference",
        "no matching manifest", "name unknown", "invalid username/password",
    ];

    /// <summary>Whether the same pull may succeed seconds later.</summary>
    public static bool IsTransient(string message) => !Final.Any(word => message.Contains(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>The sentence in an error body, which is JSON with "message" (docker) or "cause" (podman), or text.</summary>
    public static string Text(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("message", out var message)
                ? message.GetString() ?? body
                : body;
        }
        catch (JsonException)
        {
            return body.Trim();
        }
    }
}
