using Microsoft.Extensions.Logging;
using OciReconciler.Configuration;

namespace OciReconciler.Telemetry;

/// <summary>Where logs go: standard error, in the journal's form under systemd and in a terminal's otherwise.</summary>
internal static class Logging
{
    public static ILoggerFactory Create(ReconcilerOptions options) => LoggerFactory.Create(builder =>
    {
        builder.SetMinimumLevel(options.Debug ? LogLevel.Debug : LogLevel.Information);
        builder.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        if (Environment.GetEnvironmentVariable("JOURNAL_STREAM") is not null)
            builder.AddSystemdConsole(format => format.IncludeScopes = false);
        else
            builder.AddSimpleConsole(format => format.SingleLine = true);
    });
}
