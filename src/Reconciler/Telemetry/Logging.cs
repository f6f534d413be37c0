using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Console;
using OciReconciler.Configuration;

namespace OciReconciler.Telemetry;

/// <summary>Logs go to standard error: there the journal and a terminal both take them.</summary>
internal static class Logging
{
    public static ILoggerFactory Create(ReconcilerOptions options) => LoggerFactory.Create(builder =>
    {
        builder.SetMinimumLevel(options.Debug ? LogLevel.Debug : LogLevel.Information);
        builder.AddConsole(console =>
        {
            console.FormatterName = LineFormatter.FormatterName;
            console.LogToStandardErrorThreshold = LogLevel.Trace;
        });
        builder.Services.AddSingleton<ConsoleFormatter, LineFormatter>();
    });
}
