using OciReconciler.Model.Events;
using OciReconciler.Telemetry;

namespace OciReconciler.Reporting.Events;

/// <summary>
/// Takes what the controller did, saw or was asked for: into the ring of its workload, and as one line into the journal with structured
/// fields or, where standard error is something else, into the log. Thread-safe.
/// </summary>
/// <param name="unitOf">The unit of a workload that is desired, or null.</param>
/// <param name="journal">Sends fields to the journal; false: they are not there.</param>
/// <param name="log">For lines that the journal did not take.</param>
internal sealed class EventRecorder(
    EventStore store,
    Func<WorkloadKey, string?> unitOf,
    Func<IReadOnlyList<KeyValuePair<string, string>>, bool> journal,
    EventLimits limits,
    TimeProvider time,
    ILogger<EventRecorder> log)
{
    /// <summary>Something went as it should.</summary>
    /// <param name="reason">One of <see cref="Reasons"/>.</param>
    /// <param name="unit">Its unit, when it may not be desired any more.</param>
    /// <param name="series">What goes on in one event, or null.</param>
    public void Normal(WorkloadKey key, string reason, string message, string? unit = null, string? series = null) =>
        Record(Event(EventType.Normal, reason, message) with { Workload = key.Name, Unit = unit ?? unitOf(key), Series = series }, "");

    /// <summary>Something is about to be done, and why.</summary>
    public void Decided(WorkloadKey key, Decision decision) =>
        Record(
            Event(decision.IsWarning ? EventType.Warning : EventType.Normal, decision.Reason, decision.Message) with
            {
                Workload = key.Name,
                Unit = unitOf(key),
                Action = ActionNames.Of(decision.Action),
            },
            "");

    /// <summary>Something went wrong.</summary>
    /// <param name="reason">As the condition or failure has it.</param>
    /// <param name="message">A sentence that says what to do.</param>
    /// <param name="hint">A sentence for the line alone, such as when it is tried again; or empty.</param>
    public void Warning(WorkloadKey key, string reason, string message, string hint = "") =>
        Record(Event(EventType.Warning, reason, message) with { Workload = key.Name, Unit = unitOf(key) }, hint);

    /// <summary>Something is wrong with a manifest file or a directory of them.</summary>
    /// <param name="source">The file or directory.</param>
    /// <param name="workload">The workload whose last valid revision came from it, or null.</param>
    /// <param name="reason">As the condition has it.</param>
    /// <param name="message">A sentence that says what to do.</param>
    public void SourceWarning(string source, WorkloadKey? workload, string reason, string message) =>
        Record(
            Event(EventType.Warning, reason, message) with
            {
                Source = source,
                Workload = workload?.Name,
                Unit = workload is { } key ? unitOf(key) : null,
            },
            "");

    /// <summary>Something went as it should with a git source.</summary>
    /// <param name="source">Its name.</param>
    /// <param name="reason">One of <see cref="Reasons"/>.</param>
    /// <param name="message">A sentence that names the source.</param>
    public void SourceNormal(string source, string reason, string message) =>
        Record(Event(EventType.Normal, reason, message) with { Source = source }, "");

    private WorkloadEvent Event(EventType type, string reason, string message)
    {
        var now = time.GetUtcNow();
        var bounded = message.Length <= limits.MessageLength ? message : message[..limits.MessageLength] + "...";
        return new WorkloadEvent { FirstTime = now, LastTime = now, Type = type, Reason = reason, Message = bounded };
    }

    private void Record(WorkloadEvent happened, string hint)
    {
        store.Add(happened);
        var message = Sentences.Join(happened.Message, hint);
        // A message about a file names it.
        var subject = happened.Workload is null ? "" : happened.Workload + ": ";
        if (!journal(JournalFields.Of(happened, $"{subject}{happened.Reason}: {message}")))
            log.Event(happened.Type == EventType.Warning ? LogLevel.Warning : LogLevel.Information, subject, happened.Reason, message);
    }
}
