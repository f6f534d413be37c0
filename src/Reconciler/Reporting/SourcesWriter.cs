using Microsoft.Extensions.Logging;
using OciReconciler.Desired;
using OciReconciler.Files;
using OciReconciler.Telemetry;

namespace OciReconciler.Reporting;

/// <summary>Publishes what the sources said, and logs what is new in it.</summary>
internal sealed class SourcesWriter(string path, ILogger<SourcesWriter> log)
{
    private HashSet<string> _told = new(StringComparer.Ordinal);

    /// <summary>Publishes a report.</summary>
    public void Publish(SourcesReport report)
    {
        AtomicFile.Write(path, report.ToUtf8());
        Tell(report);
    }

    private void Tell(SourcesReport report)
    {
        var told = new HashSet<string>(StringComparer.Ordinal);
        foreach (var source in report.Sources)
        {
            if (source.Message is { Length: > 0 } message && told.Add($"{source.Path} {message}") && !_told.Contains($"{source.Path} {message}"))
                log.SourceState(source.Path, source.State, message);
            foreach (var error in source.Files.SelectMany(file => file.Errors.Select(error => $"{file.Path}:{error.Line}: {error.Path}: {error.Message}")))
            {
                if (told.Add(error) && !_told.Contains(error))
                    log.ManifestError(error);
            }
        }

        _told = told;
    }
}
