using System.Globalization;

namespace OciReconciler.UnitTests.Units;

/// <summary>
/// Reads values of unit files as systemd does (systemd.syntax(7), systemd.service(5)): quotes and C-style escapes first, then specifiers,
/// then variables. Throws where systemd would do anything but pass a text on, such as expand a variable.
/// </summary>
internal static class SystemdSyntax
{
    public static ImmutableArray<string> CommandLine(string value) => [.. Words(value).Select(word => Single(Single(word, '%'), '$'))];

    public static ImmutableArray<string> Assignments(string value) => [.. Words(value).Select(word => Single(word, '%'))];

    private static IEnumerable<string> Words(string value)
    {
        if (value.Contains('\n', StringComparison.Ordinal))
            throw new FormatException("A line break ends the value.");
        var position = 0;
        while (true)
        {
            while (position < value.Length && IsSpace(value[position]))
                position++;
            if (position == value.Length)
                yield break;
            var start = position;
            var word = NextWord(value, ref position);
            if (value[start..position] == ";")
                throw new FormatException("A lone semicolon ends the command.");
            yield return word;
        }
    }

    private static string NextWord(string value, ref int position)
    {
        var word = new StringBuilder();
        char? quote = null;
        for (; position < value.Length; position++)
        {
            var c = value[position];
            if (c == '\\')
                word.Append(Escape(value, ref position));
            else if (c == quote)
                quote = null;
            else if (quote is null && c is '"' or '\'')
                quote = c;
            else if (quote is null && IsSpace(c))
                break;
            else
                word.Append(c);
        }

        return quote is null ? word.ToString() : throw new FormatException("Unbalanced quotes.");
    }

    private static string Escape(string value, ref int position)
    {
        position++;
        switch (value[position])
        {
            case 'n': return "\n";
            case 'r': return "\r";
            case 't': return "\t";
            case 's': return " ";
            case '\\' or '"' or '\'': return value[position].ToString();
            case 'u':
                var code = ushort.Parse(value.AsSpan(position + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
                position += 4;
                return code == 0 ? throw new FormatException("NUL") : ((char)code).ToString();
            default: throw new FormatException($"Unknown escape \\{value[position]}.");
        }
    }

    private static string Single(string text, char special)
    {
        var single = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == special && (++i == text.Length || text[i] != special))
                throw new FormatException($"A lone {special} is expanded.");
            single.Append(text[i]);
        }

        return single.ToString();
    }

    private static bool IsSpace(char c) => c is ' ' or '\t' or '\n' or '\r';
}
