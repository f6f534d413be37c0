using System.Text;
using OciReconciler.Model.Nodes;

namespace OciReconciler.Model.Manifests.Trees;

/// <summary>
/// <c>${NAME}</c> in text. <c>$${</c> stands for <c>${</c> itself; any other <c>$</c> for itself. Pure; any thread.
/// </summary>
internal static class ValueText
{
    private const string Open = "${";
    private const string Escaped = "$${";

    /// <summary>The names that a text refers to, in order; a reference without a name or an end is null.</summary>
    public static IEnumerable<string?> References(string text) =>
        Parts(text).Where(part => part.Kind != PartKind.Literal).Select(part => part.Kind == PartKind.Name ? part.Text : null);

    /// <summary>The text with each reference replaced. What is put in is not looked at again.</summary>
    /// <param name="valueOf">Every name of <see cref="References"/> to its value.</param>
    public static string Expand(string text, Func<string, string> valueOf)
    {
        var expanded = new StringBuilder();
        foreach (var (kind, part) in Parts(text))
            expanded.Append(kind == PartKind.Name ? valueOf(part) : part);
        return expanded.ToString();
    }

    /// <summary>Whether <see cref="Expand"/> could make another text of it.</summary>
    public static bool HasReference(string text) => text.Contains(Open, StringComparison.Ordinal);

    private static IEnumerable<(PartKind Kind, string Text)> Parts(string text)
    {
        var from = 0;
        while (text.IndexOf(Open, from, StringComparison.Ordinal) is >= 0 and var at)
        {
            if (at > from && string.CompareOrdinal(text, at - 1, Escaped, 0, Escaped.Length) == 0)
            {
                yield return (PartKind.Literal, text[from..(at - 1)] + Open);
                from = at + Open.Length;
                continue;
            }

            yield return (PartKind.Literal, text[from..at]);
            var end = at + Open.Length;
            while (end < text.Length && NodeRules.IsOfValueName(text[end]))
                end++;
            var name = text[(at + Open.Length)..end];
            var isReference = end < text.Length && text[end] == '}' && NodeRules.ValueName(name) is null;
            yield return isReference ? (PartKind.Name, name) : (PartKind.Broken, Open);
            from = isReference ? end + 1 : at + Open.Length;
        }

        yield return (PartKind.Literal, text[from..]);
    }

    private enum PartKind
    {
        Literal,
        Name,
        Broken,
    }
}
