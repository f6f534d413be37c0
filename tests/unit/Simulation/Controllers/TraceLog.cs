using Microsoft.Extensions.Logging;

namespace OciReconciler.UnitTests.Simulation.Controllers;

/// <summary>Puts what controllers log among their calls, for the report of one run.</summary>
internal sealed class TraceLog(SimulatedHost host) : ILoggerFactory, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter) =>
        host.Calls.Say(host.Elapsed, formatter(state, exception));

    public void Dispose()
    {
    }
}
