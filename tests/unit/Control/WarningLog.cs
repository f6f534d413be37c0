using Microsoft.Extensions.Logging;

namespace OciReconciler.UnitTests.Control;

/// <summary>Keeps the lines that are warnings or worse.</summary>
internal sealed class WarningLog<T>(List<string> lines) : ILogger<T>
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
            lines.Add(formatter(state, exception));
    }
}
