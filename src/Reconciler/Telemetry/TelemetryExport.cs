using System.Net.Sockets;
using OciReconciler.Resilience;
using OciReconciler.Terminal;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace OciReconciler.Telemetry;

/// <summary>
/// Sends spans and metrics over OTLP when the standard variables name an endpoint; nothing of it exists otherwise. How it sends is the
/// SDK's own reading of OTEL_*.
/// </summary>
internal sealed class TelemetryExport : IDisposable
{
    // systemd waits for the controller's end: a collector that is gone must not delay it.
    private const int FlushMilliseconds = 3000;

    private readonly TracerProvider? _traces;
    private readonly MeterProvider? _metrics;

    private TelemetryExport(bool traces, bool metrics)
    {
        if (traces)
            _traces = Sdk.CreateTracerProviderBuilder().ConfigureResource(Describe).AddSource(TelemetryNames.Source).AddOtlpExporter()
                .Build();
        if (metrics)
            _metrics = Sdk.CreateMeterProviderBuilder().ConfigureResource(Describe).AddMeter(TelemetryNames.Source).AddOtlpExporter()
                .Build();
    }

    /// <summary>Begins, or gives null when no variable asks for it.</summary>
    /// <param name="variable">Reads an environment variable.</param>
    /// <param name="hasNetwork">Whether this process may use the network at all.</param>
    public static TelemetryExport? Start(Func<string, string?> variable, Func<bool> hasNetwork)
    {
        if (string.Equals(variable("OTEL_SDK_DISABLED"), "true", StringComparison.OrdinalIgnoreCase))
            return null;
        var traces = IsWanted("TRACES");
        var metrics = IsWanted("METRICS");
        if (!traces && !metrics)
            return null;
        if (hasNetwork())
            return TryMake(traces, metrics);
        TerminalWriter.Error.WriteLine(
            "No telemetry is sent: the controller's unit forbids the network. packaging/oci-reconciler.service.d/otlp.conf is the drop-in "
            + "that allows it: see docs/telemetry.md.");
        return null;

        bool IsWanted(string signal) =>
            variable($"OTEL_{signal}_EXPORTER") != "none"
            && (!string.IsNullOrEmpty(variable("OTEL_EXPORTER_OTLP_ENDPOINT"))
                || !string.IsNullOrEmpty(variable($"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT")));
    }

    /// <summary>Whether sockets of the internet protocols can be made: RestrictAddressFamilies= of a unit may forbid them.</summary>
    public static bool HasNetwork() => Socket.OSSupportsIPv4 || Socket.OSSupportsIPv6;

    // The SDK refuses what it cannot read with exceptions of many kinds. No container goes without supervision for that.
    private static TelemetryExport? TryMake(bool traces, bool metrics)
    {
        try
        {
            return new TelemetryExport(traces, metrics);
        }
        catch (Exception failure)
        {
            TerminalWriter.Error.WriteLine($"No telemetry is sent: the OTEL_* variables cannot be used: {RootCause.Of(failure).Message}");
            return null;
        }
    }

    /// <summary>Sends what is left, within bounds.</summary>
    public void Dispose()
    {
        _traces?.Shutdown(FlushMilliseconds);
        _metrics?.Shutdown(FlushMilliseconds);
        _traces?.Dispose();
        _metrics?.Dispose();
    }

    private static void Describe(ResourceBuilder resource)
    {
        resource.AddAttributes([new("host.name", Environment.MachineName)]);
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("OTEL_SERVICE_NAME")))
            resource.AddService(TelemetryNames.Service, autoGenerateServiceInstanceId: false);
    }
}
