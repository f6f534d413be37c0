using System.Text.Json;

namespace OciReconciler.Engine;

/// <summary>
/// Tells kinds of failures apart by what the engines say. Both answer 500 to most failed pulls, or 200 with an error inside, so the text
/// decides. The texts are those of docker 20.10 and 26.1, podman 5.4 and the registries' error codes.
/// </summary>
internal static class EngineErrors
{
    private const int LongestMessage = 2000;

    // The order matters: "pull access denied ... may require 'docker login'" has words of more than one kind.
    private static readonly (EngineFailure Failure, string[] Texts)[] Known =
    [
        (EngineFailure.PlainHttp, ["server gave http response to https client"]),
        (EngineFailure.Network,
        [
            "connection refused", "connection reset", "no such host", "server misbehaving", "timeout", "deadline exceeded",
            "network is unreachable", "no route to host", "temporary failure", "broken pipe", "toomanyrequests", "too many requests",
            "bad gateway", "service unavailable",
        ]),
        (EngineFailure.Unauthorized,
        [
            "unauthorized", "authentication required", "no basic auth credentials", "incorrect username or password",
            "invalid username/password",
        ]),
        (EngineFailure.Denied, ["denied", "forbidden"]),
        (EngineFailure.NotFound, ["manifest unknown", "name unknown", "not found", "no such image", "repository does not exist"]),
    ];

    /// <summary>The kind of a failure.</summary>
    /// <param name="status">HTTP status of the answer; 200 for an error inside a stream.</param>
    public static EngineFailure Classify(int status, string text)
    {
        if (status is >= 400 and < 500 && OfStatus(status) is { } failure) return failure;
        foreach (var (kind, texts) in Known)
        {
            if (Array.Exists(texts, known => text.Contains(known, StringComparison.OrdinalIgnoreCase))) return kind;
        }

        return EngineFailure.Other;
    }

    /// <summary>The message inside an error's body, in one line: <c>{"message":"..."}</c> with both engines; else the body.</summary>
    public static string MessageOf(string? body)
    {
        if (string.IsNullOrWhiteSpace(body)) return "no reason given";
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("message", out var message)
                && message is { ValueKind: JsonValueKind.String }
                && message.GetString() is { Length: > 0 } text)
            {
                return OneLine(text);
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // A proxy in between may answer in plain text, which is the message then. So is a text with half a surrogate pair in it.
        }

        return OneLine(body);
    }

    /// <summary>
    /// Conditions and tables have one line for a message; podman gives a line to each format that it has tried. Of a text that fills
    /// pages the beginning says enough.
    /// </summary>
    public static string OneLine(string text)
    {
        var line = string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        return line.Length <= LongestMessage ? line : $"{line.AsSpan(0, LongestMessage)} ...";
    }

    private static EngineFailure? OfStatus(int status) => status switch
    {
        401 => EngineFailure.Unauthorized,
        403 => EngineFailure.Denied,
        409 => EngineFailure.Conflict,
        429 => EngineFailure.Network,
        _ => null,
    };
}
