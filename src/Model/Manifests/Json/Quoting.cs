using System.Globalization;
using System.Text;

namespace OciReconciler.Model.Manifests.Json;

/// <summary>Shows a value in a message: one line, no control characters, of bounded length.</summary>
internal static class Quoting
{
    public static string Quote(string value) => '"' + Escape(value, 60).Replace("\"", "\\\"", StringComparison.Ordinal) + '"';

    public static string Escape(string value, int limit)
    {
        var text = new StringBuilder();
        foreach (var rune in value.EnumerateRunes())
        {
            if (text.Length >= limit)
                return text.Append("...").ToString();
            if (Rune.IsControl(rune) || rune.Value is 0x2028 or 0x2029)
                text.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
            else
                text.Append(rune.ToString());
        }

        return text.ToString();
    }
}
