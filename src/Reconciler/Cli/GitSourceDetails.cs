using OciReconciler.Desired;
using OciReconciler.Model.Git;
using OciReconciler.Sources;

namespace OciReconciler.Cli;

/// <summary>All that is known of a git source, as <c>get sources -o wide</c> shows it below the table. Pure.</summary>
internal static class GitSourceDetails
{
    /// <summary>Its lines, an empty one first; none for a directory.</summary>
    public static IEnumerable<string> Of(SourceReport source, DateTimeOffset now) => source.Git is not { } git ? [] :
    [
        "",
        $"{source.Path}:",
        .. Line("wanted", git.Wanted, "seen", now),
        .. Line("fetched", git.Fetched, "fetched", now),
        .. Line("verified", git.Verified, "seen", now),
        .. Line("waiting", git.Waiting, "fetched", now),
        .. Line("in force", git.Accepted, "accepted", now, git.Signer is { } signer ? $", signed by {signer}" : ""),
        .. Line("applied", git.Applied, "applied", now),
        .. git.GivenUp.SelectMany(commit => Line("given up", commit, "given up", now)),
        .. git.LastFetch is { } last ? [Text("last fetch", $"{Ages.Text(now - last)} ago")] : Array.Empty<string>(),
        .. git.NextFetch is { } next ? [Text("next fetch", $"in {Ages.Text(next - now)}")] : Array.Empty<string>(),
        .. git.Error is { } error
            ? [Text("error", $"{error.Reason}, for {Ages.Text(now - error.Since)}: {error.Message}")] : Array.Empty<string>(),
    ];

    private static IEnumerable<string> Line(string name, GitCommitReport? commit, string what, DateTimeOffset now, string more = "") =>
        commit is null ? [] :
        [
            Text(name, $"{ShortId.Of(commit.Commit)} {CommitOrigin.Quoted(commit.Subject)}, {commit.Author}, "
                + $"{Ages.Text(now - commit.Time)} old, {what} {Ages.Text(now - commit.At)} ago{more}"),
        ];

    private static string Text(string name, string value) => $"  {name + ":",-12}{value}";
}
