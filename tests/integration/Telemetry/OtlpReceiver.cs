using System.Globalization;
using Google.Protobuf;
using OciReconciler.IntegrationTests.Otlp;

namespace OciReconciler.IntegrationTests;

/// <summary>A receiver of OTLP over HTTP in a lab: it takes what is sent, answers as a collector does, and keeps the messages.</summary>
public sealed class OtlpReceiver
{
    /// <summary>Where it listens.</summary>
    public const string Endpoint = "http://127.0.0.1:4318";

    private const string Kept = "/run/otlp";

    // An empty answer is an empty ExportServiceResponse: everything was taken.
    private const string Program = $$"""
        #!/bin/bash
        LANG=C
        read -r -t 5 method path version || exit 0
        length=0
        while IFS= read -r -t 5 line; do
            line=${line%$'\r'}
            [ -n "$line" ] || break
            case "${line,,}" in content-length:*) length=$((${line#*:})) ;; esac
        done
        file={{Kept}}/${path##*/}-$(date +%s%N)
        head -c "$length" > "$file.part" && mv "$file.part" "$file"
        printf 'HTTP/1.1 200 OK\r\nContent-Type: application/x-protobuf\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'
        """;

    private readonly Lab _lab;

    private OtlpReceiver(Lab lab) => _lab = lab;

    /// <summary>Starts it.</summary>
    public static async Task<OtlpReceiver> StartAsync(Lab lab)
    {
        await lab.WriteFileAsync("/usr/local/bin/otlp-receiver", Program);
        await lab.WriteFileAsync("/etc/systemd/system/otlp-receiver.socket", "[Socket]\nListenStream=127.0.0.1:4318\nAccept=yes\n");
        await lab.WriteFileAsync(
            "/etc/systemd/system/otlp-receiver@.service",
            "[Service]\nExecStart=-/bin/bash /usr/local/bin/otlp-receiver\nStandardInput=socket\nStandardOutput=socket\n");
        (await lab.ShellAsync($"mkdir -p {Kept}; systemctl daemon-reload; systemctl start otlp-receiver.socket")).Succeeded();
        return new OtlpReceiver(lab);
    }

    /// <summary>All spans so far, each as NAME key=value ... with the error's sentence, in the order received.</summary>
    public async Task<IReadOnlyList<string>> SpansAsync() =>
    [
        .. (await MessagesAsync("traces", ExportTraces.Parser)).SelectMany(message => message.ResourceSpans)
            .SelectMany(resource => resource.ScopeSpans).SelectMany(scope => scope.Spans)
            .Select(
                span => $"{span.Name} {Text(span.Attributes)}"
                    + $"{(span.Status is { Message.Length: > 0 } status ? " error: " + status.Message : "")}"),
    ];

    /// <summary>The services that sent something.</summary>
    public async Task<IReadOnlyCollection<string>> ServicesAsync() =>
        [.. (await MessagesAsync("traces", ExportTraces.Parser)).SelectMany(message => message.ResourceSpans)
            .SelectMany(resource => resource.Resource.Attributes).Where(attribute => attribute.Key == "service.name")
                .Select(attribute => attribute.Value.StringValue).Distinct()];

    /// <summary>The newest value of each metric, by NAME key=value ...: of a histogram how often it was recorded.</summary>
    public async Task<IReadOnlyDictionary<string, double>> MetricsAsync()
    {
        var newest = new SortedDictionary<string, double>(StringComparer.Ordinal);
        var metrics = (await MessagesAsync("metrics", ExportMetrics.Parser)).SelectMany(message => message.ResourceMetrics)
            .SelectMany(resource => resource.ScopeMetrics).SelectMany(scope => scope.Metrics);
        foreach (var metric in metrics)
        {
            foreach (var point in (metric.Sum ?? metric.Gauge)?.DataPoints ?? [])
                newest[$"{metric.Name} {Text(point.Attributes)}".TrimEnd()] = point.ValueCase == Point.ValueOneofCase.AsInt
                    ? point.AsInt : point.AsDouble;
            foreach (var point in metric.Histogram?.DataPoints ?? [])
                newest[$"{metric.Name} {Text(point.Attributes)}".TrimEnd()] = point.Count;
        }

        return newest;
    }

    private async Task<IReadOnlyList<T>> MessagesAsync<T>(string signal, MessageParser<T> parser)
        where T : IMessage<T>
    {
        var lines = (await _lab.ShellAsync(
            $"for f in $(ls {Kept} | grep '^{signal}-.*[0-9]$' | sort); do base64 -w 0 {Kept}/$f; echo; done")).Succeeded().Text;
        return [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => parser.ParseFrom(Convert.FromBase64String(line)))];
    }

    private static string Text(IEnumerable<KeyValue> attributes) => string.Join(' ', attributes
        .Select(attribute => $"{attribute.Key.Replace("oci_reconciler.", "", StringComparison.Ordinal)}={ValueOf(attribute.Value)}")
            .Order(StringComparer.Ordinal));

    private static string ValueOf(AnyValue value) =>
        value.ValueCase == AnyValue.ValueOneofCase.IntValue ? value.IntValue.ToString(CultureInfo.InvariantCulture) : value.StringValue;
}
