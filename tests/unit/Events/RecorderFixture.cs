using Microsoft.Extensions.Logging;
using OciReconciler.Model.Events;
using OciReconciler.Reporting.Events;

namespace OciReconciler.UnitTests.Events;

/// <summary>A recorder over a directory of its own, a virtual clock, and a journal and log that are lists.</summary>
internal sealed class RecorderFixture : IDisposable, ILogger<EventRecorder>, ILogger<EventStore>
{
    public static readonly WorkloadKey Web = new("web");

    public RecorderFixture(EventLimits? limits = null)
    {
        Limits = limits ?? new EventLimits();
        Restart();
    }

    public EventLimits Limits { get; }

    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("oci-events-").FullName;

    public string Rings => Path.Combine(Directory, "events");

    public FakeTimeProvider Time { get; } = new(EventSamples.Start);

    public bool HasJournal { get; set; } = true;

    public List<IReadOnlyList<KeyValuePair<string, string>>> Journal { get; } = [];

    public List<string> Log { get; } = [];

    public EventStore Store { get; private set; } = null!;

    public EventRecorder Recorder { get; private set; } = null!;

    /// <summary>As a new process would be: nothing is remembered but the files.</summary>
    public void Restart()
    {
        Store = new EventStore(Rings, Limits, new StateFiles(Log.Add), Time, this);
        Recorder = new EventRecorder(Store, key => $"podman-{key}.service", Send, Limits, Time, this);
    }

    public IReadOnlyList<WorkloadEvent> Read(string? workload = "web") => EventFiles.Read(Rings, WorkloadKey.TryParse(workload));

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter) =>
        Log.Add($"{logLevel}: {formatter(state, exception)}");

    private bool Send(IReadOnlyList<KeyValuePair<string, string>> fields)
    {
        if (HasJournal)
            Journal.Add(fields);
        return HasJournal;
    }
}
