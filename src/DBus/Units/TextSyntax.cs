using System.Text;
using Tmds.DBus.Protocol;

namespace OciReconciler.DBus.Units;

/// <summary>
/// Writes strings that may come from outside. The bus closes a connection that sends it a string with a NUL or that is no UTF-8.
/// </summary>
internal static class TextSyntax
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>s.</summary>
    /// <exception cref="ArgumentException">The text holds a NUL or half of a surrogate pair.</exception>
    internal static void WriteText(this ref MessageWriter writer, string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
            throw new ArgumentException("D-Bus carries no text with a NUL character in it", nameof(text));
        // A replacement character in place of half a surrogate pair would change an argument without a word.
        writer.WriteString(Strict.GetBytes(text));
    }

    /// <summary>as.</summary>
    /// <exception cref="ArgumentException">As above.</exception>
    internal static void WriteTexts(this ref MessageWriter writer, IReadOnlyCollection<string> texts)
    {
        ArrayStart items = writer.WriteArrayStart(DBusType.String);
        foreach (string text in texts)
            writer.WriteText(text);
        writer.WriteArrayEnd(items);
    }
}
