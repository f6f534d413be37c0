using System.Text;

namespace OciReconciler.Model.Manifests.Json;

/// <summary>Shows a value in a message: one line, what a terminal would act on escaped, of bounded length.</summary>
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
            TerminalEscaper.Append(text, rune);
        }

        return text.ToString();
    }
}
