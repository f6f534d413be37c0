using System.Globalization;
using System.Text;

namespace OciReconciler.Model.Units;

/// <summary>
/// Values as systemd reads them in a unit file (systemd.syntax(7), systemd.service(5)). Pure.
/// Nothing here is for D-Bus, where values are given as they are.
/// </summary>
internal static class SystemdText
{
    private const string PlainPunctuation = "-_./:=,@+";

    /// <summary>"infinity" for null, else whole seconds, such as "120s".</summary>
    public static string TimeSpan(TimeSpan? span) =>
        span is { } limited ? limited.TotalSeconds.ToString("0", CultureInfo.InvariantCulture) + "s" : "infinity";

    /// <summary>A command line: the program and its arguments, each one word, with <c>$</c> and <c>%</c> taken literally.</summary>
    public static string CommandLine(ExecCommand command) =>
        (command.IgnoreFailure ? "-" : "") + string.Join(' ', command.Arguments.Select(argument => Word(Doubled(argument, '$'))));

    /// <summary>An assignment of Environment=, one word. A <c>$</c> has no meaning there.</summary>
    public static string Assignment(string name, string value) => Word($"{name}={value}");

    /// <summary>A value that is taken to the end of its line: <c>%</c> is literal, what would end the line becomes a space.</summary>
    public static string Line(string value) => Doubled(string.Concat(value.Select(c => char.IsControl(c) ? ' ' : c)), '%');

    private static string Word(string text)
    {
        var literal = Doubled(text, '%');
        return text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || PlainPunctuation.Contains(c, StringComparison.Ordinal))
            ? literal
            : Quoted(literal);
    }

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text)
            quoted.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                _ when char.IsControl(c) => $"\\u{(int)c:x4}",
                _ => c.ToString(),
            });
        return quoted.Append('"').ToString();
    }

    private static string Doubled(string text, char c) => text.Replace(c.ToString(), new string(c, 2), StringComparison.Ordinal);
}
