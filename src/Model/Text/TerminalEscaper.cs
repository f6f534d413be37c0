using System.Buffers;
using System.Globalization;
using System.Text;

namespace OciReconciler.Model.Text;

/// <summary>
/// Makes text from outside safe for a terminal: control characters (C0, DEL, C1), format characters (bidirectional overrides, zero-width
/// characters, tags), line and paragraph separators and lone surrogates are shown as <c>\u001b</c>, those beyond U+FFFF as
/// <c>\U000e0001</c>. Text without any is returned as it is, and so is text that was escaped before. Pure; any thread.
/// </summary>
public static class TerminalEscaper
{
    private const string KeptInText = "\n\t";
    private const string KeptInJson = "\r\n\t";

    /// <summary>One line: line breaks are escaped too.</summary>
    public static string Escape(string line) => Escape(line, "", AppendCode);

    /// <summary>Several lines: line feeds and tabs stay.</summary>
    public static string EscapeText(string text) => Escape(text, KeptInText, AppendCode);

    /// <summary>
    /// A JSON document, which stays the same document: JSON has such characters in strings alone, where an escape stands for them.
    /// </summary>
    public static string EscapeJson(string json) => Escape(json, KeptInJson, AppendUnits);

    /// <summary>Appends the character, or what is shown in its place.</summary>
    public static void Append(StringBuilder text, Rune rune)
    {
        if (IsSafe(rune))
            text.Append(rune.ToString());
        else
            AppendCode(text, rune.Value);
    }

    private static string Escape(string text, string kept, Action<StringBuilder, int> append)
    {
        var first = FirstUnsafe(text, kept);
        if (first < 0)
            return text;
        var escaped = new StringBuilder(text, 0, first, text.Length + 16);
        for (var at = first; at < text.Length;)
        {
            if (IsShown(text, at, kept, out var value, out var length))
                escaped.Append(text, at, length);
            else
                append(escaped, value);
            at += length;
        }

        return escaped.ToString();
    }

    private static int FirstUnsafe(string text, string kept)
    {
        for (var at = 0; at < text.Length;)
        {
            if (!IsShown(text, at, kept, out _, out var length))
                return at;
            at += length;
        }

        return -1;
    }

    private static bool IsShown(string text, int at, string kept, out int value, out int length)
    {
        if (Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out length) == OperationStatus.Done)
        {
            value = rune.Value;
            return IsSafe(rune) || (rune.IsBmp && kept.Contains((char)value, StringComparison.Ordinal));
        }

        // Half of a surrogate pair.
        (value, length) = (text[at], 1);
        return false;
    }

    private static bool IsSafe(Rune rune) => Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    private static void AppendCode(StringBuilder text, int value) =>
        text.Append(value > char.MaxValue ? $"\\U{value:x8}" : $"\\u{value:x4}");

    private static void AppendUnits(StringBuilder text, int value)
    {
        if (value <= char.MaxValue)
        {
            AppendCode(text, value);
            return;
        }

        foreach (var unit in new Rune(value).ToString())
            AppendCode(text, unit);
    }
}
