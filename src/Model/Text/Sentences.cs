namespace OciReconciler.Model.Text;

/// <summary>Messages put together from others. Pure.</summary>
public static class Sentences
{
    private static readonly char[] Ends = ['.', '!', '?'];

    /// <summary>One after the other, each with a full stop before the next; empty ones are left out.</summary>
    /// <param name="sentences">Each with or without a full stop at its end; the last one is left as it is.</param>
    public static string Join(params ReadOnlySpan<string> sentences)
    {
        var text = "";
        foreach (var sentence in sentences)
        {
            var next = sentence.Trim();
            if (next.Length > 0)
                text = text.Length == 0 ? next : $"{Ended(text)} {next}";
        }

        return text;
    }

    /// <summary>With exactly one full stop at its end; other ends of sentences stay.</summary>
    public static string Ended(string sentence)
    {
        var text = sentence.TrimEnd();
        var isEnded = text.Length == 0 || (Ends.Contains(text[^1]) && !text.EndsWith("..", StringComparison.Ordinal));
        return isEnded ? text : text.TrimEnd('.') + ".";
    }
}
