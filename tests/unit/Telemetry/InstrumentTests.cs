using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reflection;
using OciReconciler.Telemetry;

namespace OciReconciler.UnitTests.Telemetry;

public sealed class InstrumentTests : IDisposable
{
    private readonly Instruments _instruments = new();
    private readonly MeterListener _listener = new();
    private readonly List<string> _measured = [];

    public InstrumentTests()
    {
        // The name is the process's, and other tests run beside this one: told apart by who made them.
        var meter = Field<Meter>("_meter");
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter, meter))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.Start();
    }

    public void Dispose()
    {
        _listener.Dispose();
        _instruments.Dispose();
    }

    [Fact]
    public void Counters_WithAResult_ExistAtZero()
    {
        _instruments.BeginAtZero();
        Assert.Contains("oci_reconciler.passes settled 0", _measured);
        Assert.Contains("oci_reconciler.passes failed 0", _measured);
        Assert.Contains("oci_reconciler.preparations failed 0", _measured);
        Assert.Contains("oci_reconciler.dbus.errors Timeout 0", _measured);
        Assert.Contains("oci_reconciler.restarts systemd 0", _measured);
        Assert.Contains("oci_reconciler.rollbacks  0", _measured);
        Assert.All(_measured, measurement => Assert.EndsWith(" 0", measurement, StringComparison.Ordinal));
    }

    [Fact]
    public void Gauges_ReportTheQueueAndWorkloadsByState()
    {
        _instruments.Observe(() => 3, () => TimeSpan.FromSeconds(1.5));
        _instruments.Observe(() => ["Running", "Running", "Failed"]);
        _listener.RecordObservableInstruments();
        Assert.Equal(
            ["oci_reconciler.queue.age  1.5", "oci_reconciler.queue.depth  3", "oci_reconciler.workloads Failed 1",
                "oci_reconciler.workloads Running 2"],
            _measured.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Sources_AreCountedFromZeroAndHaveAges()
    {
        _instruments.ObserveSources(["fleet"], () => [new SourceAges("fleet", TimeSpan.FromSeconds(3), null)]);
        _instruments.Fetched("fleet", FetchResults.Taken, TimeSpan.FromSeconds(2));
        _listener.RecordObservableInstruments();
        Assert.Equal(
            ["oci_reconciler.source.fetch.age fleet 3", "oci_reconciler.source.fetch.duration fleet 2",
                "oci_reconciler.source.fetches fleet failed 0", "oci_reconciler.source.fetches fleet refused 0",
                "oci_reconciler.source.fetches fleet taken 0", "oci_reconciler.source.fetches fleet taken 1",
                "oci_reconciler.source.fetches fleet unchanged 0"],
            _measured.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Spans_ReportReasonAndOutcome()
    {
        var source = Field<ActivitySource>("_source");
        List<Activity> ended = [];
        using var listener = new ActivityListener
        {
            ShouldListenTo = candidate => ReferenceEquals(candidate, source),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = ended.Add,
        };
        ActivitySource.AddActivityListener(listener);

        var pass = _instruments.BeginPass(["db", "web"]);
        Instruments.EndStep(
            _instruments.BeginStep(new PlanStep.Start(new("web"), "podman-web.service"), "NotRunning"),
            new FailureReason("StartFailed", "It failed."));
        _instruments.EndPass(pass, "settled", null, TimeSpan.FromSeconds(2));

        Assert.Equal(["oci_reconciler.step", "oci_reconciler.pass"], ended.Select(span => span.OperationName));
        Assert.Equal((ActivityStatusCode.Error, "It failed."), (ended[0].Status, ended[0].StatusDescription));
        Assert.Equal("Start StartFailed failed web", Tags(ended[0]));
        Assert.Equal("db,web settled", Tags(ended[1]));
        Assert.Equal(ended[1].SpanId, ended[0].ParentSpanId);
        Assert.Equal(["oci_reconciler.passes settled 1", "oci_reconciler.pass.duration  2"], _measured);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true, "OTEL_EXPORTER_OTLP_ENDPOINT")]
    [InlineData(true, "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT")]
    [InlineData(false, "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_SDK_DISABLED")]
    public void Export_IsThereOnlyWhenAskedFor(bool isThere, params string[] variables)
    {
        using var export = TelemetryExport.Start(name => variables.Contains(name)
            ? name == "OTEL_SDK_DISABLED" ? "true" : "http://127.0.0.1:1" : null, () => true);
        Assert.Equal(isThere, export is not null);
    }

    [Fact]
    public void Export_WithoutNetwork_IsNotThere() =>
        Assert.Null(TelemetryExport.Start(name => name == "OTEL_EXPORTER_OTLP_ENDPOINT" ? "http://127.0.0.1:1" : null, () => false));

    [Fact]
    public void Names_AreThoseOfTheDocument()
    {
        var document = Repository.Read("docs/telemetry.md");
        string[] names = [.. new[] { typeof(TelemetryNames.Spans), typeof(TelemetryNames.Metrics), typeof(TelemetryNames.Attributes) }
            .SelectMany(type => type.GetFields()).Select(field => (string)field.GetRawConstantValue()!)];
        Assert.All(names, name => Assert.Contains($"`{name}`", document, StringComparison.Ordinal));
        var mentioned = document.Split('`').Where(word => word.StartsWith("oci_reconciler.", StringComparison.Ordinal));
        Assert.All(mentioned, name => Assert.Contains(name, names));
        Assert.All(Instruments.PassResults, result => Assert.Contains(result, document, StringComparison.Ordinal));
    }

    private static string Tags(Activity span) =>
        string.Join(' ', span.TagObjects.OrderBy(tag => tag.Value as string, StringComparer.Ordinal).Select(tag => tag.Value));

    private T Field<T>(string name) =>
        (T)typeof(Instruments).GetField(name, BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(_instruments)!;

    private void Note<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _measured.Add(
            string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"{instrument.Name} {string.Join(' ', tags.ToArray().Select(tag => tag.Value))} {value}"));
}
