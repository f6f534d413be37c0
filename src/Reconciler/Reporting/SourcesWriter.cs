using OciReconciler.Desired;
using OciReconciler.Files;
using OciReconciler.Model.Events;
using OciReconciler.Reporting.Events;
using OciReconciler.State;

namespace OciReconciler.Reporting;

/// <summary>Publishes what the sources said, and records as events what is new in it.</summary>
internal sealed class SourcesWriter(string path, PublishedFiles published, EventRecorder events)
{
    // Events of one file at one time: it has room for thousands of errors, and of workloads that they are about.
    private const int MostReported = 10;

    private readonly Lock _lock = new();
    private HashSet<string> _reported = new(StringComparer.Ordinal);
    // What could not be written at once is written later, by another thread.
    private volatile WrittenFile? _written;

    /// <summary>What was published last, or null when there is nothing that can be read.</summary>
    public static SourcesReport? Read(string path, StateFiles state) => state.TryRead(path, SourcesReport.Parse);

    /// <summary>What was published last lies there, and nobody has changed it since.</summary>
    public bool IsThere => _written is { } written && FileStat.OfPath(path, out var now) == 0 && now == written.Stat;

    /// <summary>Publishes the newest report. Thread-safe.</summary>
    public void Publish(Func<SourcesReport> newest)
    {
        lock (_lock)
        {
            var report = newest();
            _written = null;
            published.Write(path, target => Write(target, report));
            Record(report);
        }
    }

    private void Write(string target, SourcesReport report)
    {
        AtomicFile.Write(target, report.ToUtf8());
        _written = FileStat.OfPath(target, out var written) == 0 ? new WrittenFile(written) : null;
    }

    private void Record(SourcesReport report)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        if (report.MassRemoval is { } grace && IsNew($"held until {grace.Until:O}"))
        {
            var paths = string.Join(", ", report.Sources.Select(source => source.Path));
            events.SourceWarning(paths, workload: null, Reasons.MassRemovalHeld, grace.Message);
        }

        foreach (var source in report.Sources)
        {
            // A source that comes after others at the start is not in trouble, and a git source reports by itself why it was not fetched.
            if (source.Message.Length > 0 && source.State is not (SourceReport.Waiting or SourceReport.NotFetched)
                && IsNew(VolatileText.Normalize($"{source.Path} {source.Message}")))
                events.SourceWarning(source.Path, workload: null, Reasons.SourceUnavailable, Naming(source));
            if (source.Warning.Length > 0 && IsNew($"{source.Path} {source.Warning}"))
                events.SourceWarning(source.Path, workload: null, Reasons.ManifestWarning, source.Warning);
            // A file that is not finished is read again by itself.
            foreach (var file in source.Files.Where(file => file.State != "writing" && file.Errors.Count > 0))
                Record(file, [.. file.Errors.Where(error => IsNew(error.Trouble ?? Text(file, error)))]);
        }

        _reported = found;

        bool IsNew(string text) => found.Add(text) && !_reported.Contains(text);
    }

    private void Record(FileReport file, IReadOnlyList<FileErrorReport> news)
    {
        foreach (var error in news.Take(MostReported))
            Record(file, error);
        if (news.Skip(MostReported).ToList() is { Count: > 0 } rest)
        {
            var reason = rest.TrueForAll(error => error.Warning) ? Reasons.ManifestWarning : Reasons.InvalidManifest;
            events.SourceWarning(file.Path, workload: null, reason, $"{file.Path}: {rest.Count} more. See: oci-reconciler get");
        }
    }

    // An error of a file is an event of the workloads whose last valid revision came from it; one between workloads is of the one that it
    // is about.
    private void Record(FileReport file, FileErrorReport error)
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

    private sealed record WrittenFile(FileStat Stat);
}
