using System.Text;

namespace OciReconciler.Webhooks;

/// <summary>The request line and headers of a request. Pure.</summary>
internal static class HttpHead
{
    private const string TokenPunctuation = "!#$%&'*+-.^_`|~";

    /// <summary>Parses them.</summary>
    /// <param name="bytes">All lines, without the empty one at their end.</param>
    /// <returns>Null when they are not well-formed.</returns>
    public static HttpRequest? Parse(ReadOnlySpan<byte> bytes)
    {
        var lines = Encoding.Latin1.GetString(bytes).Split("\r\n");
        // Lines that a line feed or carriage return ends alone are lines to some readers and not to others.
        if (lines.Any(line => line.Any(character => char.IsControl(character) && character != '\t')))
            return null;
        if (lines[0].Split(' ') is not [{ Length: > 0 } method, ['/', ..] target, "HTTP/1.1" or "HTTP/1.0"] || !IsToken(method))
            return null;
        var headers = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines.AsSpan(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 1 || !IsToken(line[..colon]))
                return null;
            var (name, value) = (line[..colon], line[(colon + 1)..].Trim(' ', '\t'));
            headers[name] = headers.TryGetValue(name, out var earlier) ? $"{earlier}, {value}" : value;
        }

        return new HttpRequest(method, target, headers.ToImmutable());
    }

    private static bool IsToken(string text) => text.All(character =>
        char.IsAsciiLetterOrDigit(character) || TokenPunctuation.Contains(character, StringComparison.Ordinal));
}
