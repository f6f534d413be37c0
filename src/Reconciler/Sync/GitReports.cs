using System.Collections.Concurrent;
using OciReconciler.Model.Git;
using OciReconciler.Sources;

namespace OciReconciler.Sync;

/// <summary>What all git sources report of themselves: sources write, who publishes reads. Thread-safe.</summary>
internal sealed class GitReports
{
    private readonly ConcurrentDictionary<string, GitSourceReport> _reports = new(StringComparer.Ordinal);

    /// <summary>The newest of a source, or null: it is none, or has said nothing yet.</summary>
    public GitSourceReport? Find(string source) => _reports.GetValueOrDefault(source);

    /// <summary>The newest of all.</summary>
    public IEnumerable<KeyValuePair<string, GitSourceReport>> All() => _reports;

    /// <summary>Where what a source declares comes from, <c>SOURCE@COMMIT</c>; or null: it is no git source.</summary>
    public string? OriginOf(string source) =>
        Find(source)?.Accepted is { } accepted ? CommitOrigin.Of(source, accepted.Commit) : null;

    /// <summary>Replaces it.</summary>
    /// <returns>False when it was the same before.</returns>
    public bool Set(string source, GitSourceReport report)
    {
        if (_reports.TryGetValue(source, out var before) && IsSame(before, report))
            return false;
        _reports[source] = report;
        return true;
    }

    private static bool IsSame(GitSourceReport before, GitSourceReport now) =>
        before.GivenUp.SequenceEqual(now.GivenUp)
        && (before.Error?.Errors ?? []).SequenceEqual(now.Error?.Errors ?? [], StringComparer.Ordinal)
        && Comparable(before) == Comparable(now);

    private static GitSourceReport Comparable(GitSourceReport report) =>
        report with { GivenUp = [], Error = report.Error is { } error ? error with { Errors = [] } : null };
}
