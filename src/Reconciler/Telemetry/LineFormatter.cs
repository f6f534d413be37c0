using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using OciReconciler.Terminal;

namespace OciReconciler.Telemetry;

/// <summary>
/// One line a message, nothing but the message: under systemd with the journal's level prefix, in a terminal with the level's name.
/// </summary>
internal sealed class LineFormatter() : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "line";

    // A line of progress may stand where the message begins.
    private static readonly string Begin = Console.IsErrorRedirected ? "" : TerminalWriter.EraseLine;

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var message = TerminalEscaper.Escape(logEntry.Formatter(logEntry.State, logEntry.Exception));
        textWriter.WriteLine(JournalStream.IsStandardError
            ? $"<{Priority(logEntry.LogLevel)}>{message}"
            : $"{Begin}{logEntry.LogLevel.ToString().ToLowerInvariant()}: {message}");
    }

    // These are syslog's numbers.
    private static int Priority(LogLevel level) => level switch
    {
        LogLevel.Critical => 2,
        LogLevel.Error => 3,
        LogLevel.Warning => 4,
        LogLevel.Information => 6,
        _ => 7,
    };
}
