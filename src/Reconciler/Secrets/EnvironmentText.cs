using System.Globalization;
using System.Text;

namespace OciReconciler.Secrets;

/// <summary>
/// The plain text of a secret that becomes environment, before an engine reads it: the engines quote a line that they do not take, which
/// would put it into the journal, and take the value of a name alone from the host. Pure.
/// </summary>
internal static class EnvironmentText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>What is wrong, by the number of its line and without anything of its content; null: nothing.</summary>
    public static string? Problem(ReadOnlySpan<byte> plain)
    {
        string text;
        try
        {
            text = Strict.GetString(plain);
        }
        catch (DecoderFallbackException)
        {
            return "is no UTF-8 text";
        }

        var lines = text.Split('\n');
        for (var index = 0; index < lines.Length; index++)
        {
            if (Problem(lines[index].TrimEnd('\r')) is { } problem)
                return string.Create(CultureInfo.InvariantCulture, $"line {index + 1} {problem}");
        }

        return null;
    }

    private static string? Problem(string line)
    {
        if (line.Trim().Length == 0 || line[0] == '#')
            return null;
        var end = line.IndexOf('=', StringComparison.Ordinal);
        if (end <= 0)
            return "is no NAME=VALUE";
        if (!line[..end].All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '.' or '-'))
            return "has a name with other characters than letters, digits, '_', '.' and '-'";
        return line.Any(character => char.IsControl(character) && character != '\t') ? "has a control character in it" : null;
    }
}
