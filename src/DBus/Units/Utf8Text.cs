using System.Text;

namespace OciReconciler.DBus.Units;

/// <summary>Compares text as it comes over the bus with strings, and makes none for it. Pure.</summary>
internal static class Utf8Text
{
    // Longer texts are compared as strings: none of systemd's names or states is.
    private const int MostChars = 512;

    /// <summary>Whether they are the same text.</summary>
    /// <param name="bytes">Valid UTF-8, as the bus sees to it.</param>
    internal static bool Equal(ReadOnlySpan<byte> bytes, string text)
    {
        if (Ascii.Equals(bytes, text))
            return true;
        // Only of ASCII is every character one byte.
        if (bytes.Length <= text.Length)
            return false;
        Span<char> chars = stackalloc char[MostChars];
        return text.Length > MostChars
            ? string.Equals(Encoding.UTF8.GetString(bytes), text, StringComparison.Ordinal)
            : Encoding.UTF8.TryGetChars(bytes, chars, out int length) && chars[..length].SequenceEqual(text);
    }
}
