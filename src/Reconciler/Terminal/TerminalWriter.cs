namespace OciReconciler.Terminal;

/// <summary>
/// Writes to standard output and standard error. Whatever is printed goes through here, since names of files, engines' messages and
/// registries' errors are of others, and a terminal carries out what is in them. Thread-safe, as the console's writers are.
/// </summary>
internal sealed class TerminalWriter(Func<TextWriter> writer)
{
    /// <summary>Goes to the beginning of the line and erases it.</summary>
    public const string EraseLine = "\r\u001b[K";

#pragma warning disable RS0030 // The one place for both.
    /// <summary>Standard output.</summary>
    public static TerminalWriter Output { get; } = new(() => Console.Out);

    /// <summary>Standard error.</summary>
    public static TerminalWriter Error { get; } = new(() => Console.Error);
#pragma warning restore RS0030

    /// <summary>One line.</summary>
    public void WriteLine(string line) => writer().WriteLine(TerminalEscaper.Escape(line));

    /// <summary>Each on a line of its own.</summary>
    public void WriteLines(IEnumerable<string> lines)
    {
        foreach (var line in lines)
            WriteLine(line);
        writer().Flush();
    }

    /// <summary>Text of several lines, which line feeds end.</summary>
    public void WriteText(string text) => writer().WriteLine(TerminalEscaper.EscapeText(text).TrimEnd());

    /// <summary>A JSON document.</summary>
    public void WriteJson(string json)
    {
        writer().WriteLine(TerminalEscaper.EscapeJson(json).TrimEnd());
        writer().Flush();
    }
}
