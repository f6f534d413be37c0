using System.Text;

namespace OciReconciler.Model.Manifests.Json;

/// <summary>Reads the one token that is wrong, to say what is wrong with it.</summary>
internal static class SyntaxWords
{
    private static readonly string[] Literals = ["true", "false", "null"];

    /// <summary>The token at an offset, for a message.</summary>
    public static string Shown(ReadOnlySpan<byte> json, int at)
    {
        var end = at;
        while (end < json.Length && end - at < 20 && json[end] > ' ' && (end == at || !",:{}[]\""u8.Contains(json[end])))
            end++;
        while (end < json.Length && (json[end] & 0xC0) == 0x80)
            end++;
        var word = Encoding.UTF8.GetString(json[at..Math.Max(end, at + 1)]);
        return word[0] == '"' ? "a string" : $"'{Quoting.Escape(word, 20)}'";
    }

    /// <summary>Why what stands here is no value.</summary>
    public static string Value(ReadOnlySpan<byte> json, int at)
    {
        var word = Word(json, at);
        var isCut = at + word.Length >= json.Length && IsBeginning(word);
        return json[at] switch
        {
            (byte)'"' => StringProblem(json, at, out _) ?? "this string cannot be read",
            (byte)'\'' => "strings are written in double quotes, not in single ones",
            _ when isCut => $"the file ends too early: after '{word}'",
            var first when "+-.0123456789"u8.Contains(first) => $"{Shown(json, at)} is no JSON number: put it in double quotes",
            var first when char.IsAsciiLetter((char)first) => Unquoted(word),
            _ => $"a value is expected, found {Shown(json, at)}: strings are written in double quotes",
        };
    }

    private static string Unquoted(string word) => word.ToUpperInvariant() is "TRUE" or "FALSE" or "NULL" or "YES" or "NO" or "NONE"
        ? $"'{word}' is no JSON: write true, false or null, in lower case"
        : $"'{word}' is no value: strings are written in double quotes";

    // The file may end inside a number or one of JSON's words.
    private static bool IsBeginning(string word) => word is [(>= '0' and <= '9') or '-', ..]
        || (word.Length > 0 && Array.Exists(Literals, literal => literal.StartsWith(word, StringComparison.Ordinal)));

    /// <summary>What is wrong with the string that begins here, or null.</summary>
    public static string? StringProblem(ReadOnlySpan<byte> json, int start, out int end)
    {
        for (end = start + 1; end < json.Length; end++)
        {
            var character = json[end];
            if (character == '"')
            {
                end++;
                return null;
            }

            if (character < ' ')
                return ControlCharacter(character);
            if (character == '\\' && EscapeProblem(json, ref end) is { } problem)
                return problem;
        }

        return "the file ends too early: inside a string";
    }

    private static string ControlCharacter(byte character) => character switch
    {
        (byte)'\n' or (byte)'\r' => "a string ends at the line's end without its closing '\"': close it, or write \\n for a line break",
        (byte)'\t' => "a string contains a tab: write \\t",
        _ => $"a string contains a control character: write \\u{(int)character:x4}",
    };

    private static string? EscapeProblem(ReadOnlySpan<byte> json, ref int at)
    {
        at++;
        if (at >= json.Length || "\"\\/bfnrt"u8.Contains(json[at]))
            return null;
        if (json[at] != 'u')
            return $"'\\{Quoting.Escape(((char)json[at]).ToString(), 4)}' is no escape in a JSON string: write \\\\ for a backslash";
        for (var digit = 0; digit < 4; digit++)
        {
            at++;
            if (at < json.Length && !char.IsAsciiHexDigit((char)json[at]))
                return "\\u needs four hexadecimal digits after it";
        }

        return null;
    }

    private static string Word(ReadOnlySpan<byte> json, int at)
    {
        var end = at;
        while (end < json.Length && end - at < 30 && (char.IsAsciiLetterOrDigit((char)json[end]) || "+-._"u8.Contains(json[end])))
            end++;
        return Encoding.ASCII.GetString(json[at..end]);
    }
}
