using OciReconciler.Desired;
using OciReconciler.Files;
using OciReconciler.Model.Events;
using OciReconciler.Model.Workloads;
using OciReconciler.Reporting.Events;

namespace OciReconciler.Reporting;

/// <summary>Publishes what the sources said, and tells what is new in it.</summary>
internal sealed class SourcesWriter(string path, PublishedFiles files, EventRecorder events)
{
    private readonly Lock _gate = new();
    private HashSet<string> _told = new(StringComparer.Ordinal);

    /// <summary>Publishes the newest report. Thread-safe.</summary>
    public void Publish(Func<SourcesReport> newest)
    {
        lock (_gate)
        {
            var report = newest();
            files.Write(path, target => AtomicFile.Write(target, report.ToUtf8()));
            Tell(report);
        }
    }

    private void Tell(SourcesReport report)
    {
        var told = new HashSet<string>(StringComparer.Ordinal);
        if (report.MassRemoval is { } held && IsNew($"held until {held.Until:O}"))
            events.SourceWarning(string.Join(", ", report.Sources.Select(source => source.Path)), workload: null, RemovalHold.Reason, held.Message);
        foreach (var source in report.Sources)
        {
            if (source.Message.Length > 0 && IsNew(VolatileText.Normalize($"{source.Path} {source.Message}")))
                events.SourceWarning(source.Path, workload: null, EventReasons.SourceUnavailable, Naming(source));
            foreach (var file in source.Files)
            {
                foreach (var error in file.Errors.Where(error => IsNew(Text(file, error))))
                    Tell(file, error);
            }
        }

        _told = told;

        bool IsNew(string text) => told.Add(text) && !_told.Contains(text);
    }

    // A file that declares nothing any more is told to the workloads whose last good version came from it.
    private void Tell(FileReport file, FileErrorReport error)
    {
        var reason = error.Warning ? EventReasons.ManifestWarning : "InvalidManifest";
        if (file.Workloads.Count == 0)
            events.SourceWarning(file.Path, workload: null, reason, Text(file, error));
        foreach (var workload in file.Workloads)
            events.SourceWarning(file.Path, new WorkloadKey(workload), reason, Text(file, error));
    }

    private static string Text(FileReport file, FileErrorReport error) => $"{file.PlaceOf(error)}: {error.Message}";

    private static string Naming(SourceReport source) =>
        source.Message.Contains(source.Path, StringComparison.Ordinal) ? source.Message : $"{source.Path}: {source.Message}";
}
