using OciReconciler.Desired;
using OciReconciler.Model.Events;
using OciReconciler.Model.Git;
using OciReconciler.Sources;
using OciReconciler.Sync;

namespace OciReconciler.Cli;

/// <summary>What <c>sync --wait</c> says of revisions in force while they are not applied: each thing once.</summary>
internal sealed class SyncProgress
{
    private readonly Dictionary<string, string> _said = new(StringComparer.Ordinal);

    /// <summary>What a revision in force waits for, without a subject; empty: nothing, or that is not known. Pure.</summary>
    public static string Outstanding(GitSourceReport git, SourcesReport report) =>
        git.Outstanding == RevisionProgress.Removals && report.MassRemoval is { } grace
            ? $"{git.Outstanding}, which is held until {grace.Until:u}"
            : git.Outstanding;

    /// <summary>A line of each of these sources of which there is another one than before.</summary>
    public IEnumerable<string> News(SourcesReport report, IReadOnlyCollection<string> sources)
    {
        foreach (var source in report.Sources.Where(source => sources.Contains(source.Path, StringComparer.Ordinal)))
        {
            if (source.Git is not { State: "accepted", Accepted: { } accepted } git || Outstanding(git, report) is not { Length: > 0 } text)
                continue;
            var line = $"{CommitOrigin.Of(source.Path, accepted.Commit)} {text}";
            if (_said.GetValueOrDefault(source.Path) == VolatileText.Normalize(line))
                continue;
            _said[source.Path] = VolatileText.Normalize(line);
            yield return line;
        }
    }
}
