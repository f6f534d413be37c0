using OciReconciler.Desired;
using OciReconciler.Files;
using OciReconciler.Model.Conditions;
using OciReconciler.Model.Events;
using OciReconciler.Model.Workloads;
using OciReconciler.Reporting.Events;
using OciReconciler.State;

namespace OciReconciler.Reporting;

/// <summary>Publishes what the sources said, and tells what is new in it.</summary>
internal sealed class SourcesWriter(string path, PublishedFiles files, EventRecorder events)
{
    // Of one file at one time: a file has room for thousands of errors, and of workloads that they are about.
    private const int MostReported = 10;


    private readonly Lock _gate = new();
    private HashSet<string> _told = new(StringComparer.Ordinal);

    /// <summary>What was published last, or null when there is nothing that can be read.</summary>
    public static SourcesReport? Read(string path, StateFiles state) => state.TryRead(path, SourcesReport.Parse);

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
            events.SourceWarning(string.Join(", ", report.Sources.Select(source => source.Path)), workload: null, Reasons.MassRemovalHeld, held.Message);
        foreach (var source in report.Sources)
        {
            if (source.Message.Length > 0 && IsNew(VolatileText.Normalize($"{source.Path} {source.Message}")))
                events.SourceWarning(source.Path, workload: null, Reasons.SourceUnavailable, Naming(source));
            if (source.Warning.Length > 0 && IsNew($"{source.Path} {source.Warning}"))
                events.SourceWarning(source.Path, workload: null, Reasons.ManifestWarning, source.Warning);
            // What is not finished is read again by itself.
            foreach (var file in source.Files.Where(file => file.State != "writing"))
                Tell(file, [.. file.Errors.Where(error => IsNew(error.Trouble ?? Text(file, error)))]);
        }

        _told = told;

        bool IsNew(string text) => told.Add(text) && !_told.Contains(text);
    }

    private void Tell(FileReport file, IReadOnlyList<FileErrorReport> news)
    {
        foreach (var error in news.Take(MostReported))
            Tell(file, error);
        if (news.Skip(MostReported).ToList() is { Count: > 0 } rest)
        {
            var reason = rest.TrueForAll(error => error.Warning) ? Reasons.ManifestWarning : Reasons.InvalidManifest;
            events.SourceWarning(file.Path, workload: null, reason, $"{file.Path}: {rest.Count} more. See: oci-reconciler get");
        }
    }

    // What a file declares wrongly is told to the workloads whose last good version came from it, and what is wrong between workloads to the one that it is about.
    private void Tell(FileReport file, FileErrorReport error)
    {
        var reason = error.Warning ? Reasons.ManifestWarning : Reasons.InvalidManifest;
        var about = error.Workloads ?? [.. file.Workloads.Select(name => new WorkloadKey(name))];
        if (error.Trouble is not null || about.Count is 0 or > MostReported)
            events.SourceWarning(file.Path, workload: null, reason, Text(file, error));
        else
            about.ToList().ForEach(workload => events.SourceWarning(file.Path, workload, reason, Text(file, error)));
    }

    private static string Text(FileReport file, FileErrorReport error) => $"{file.PlaceOf(error)}: {error.Message}";

    private static string Naming(SourceReport source) =>
        source.Message.Contains(source.Path, StringComparison.Ordinal) ? source.Message : $"{source.Path}: {source.Message}";
}
