using System.Text.Json;
using System.Text.Json.Serialization;
using OciReconciler.Desired;
using OciReconciler.Sources;

namespace OciReconciler.Cli;

/// <summary>Forms of <c>get sources</c>. Pure.</summary>
internal static class GetSourcesOutput
{
    private const string None = "-";

    public static string Format(SourcesReport report, string output, bool controllerRuns, DateTimeOffset now) => output == "json"
        ? JsonSerializer.Serialize(new GetSourcesDocument(report.Sources, controllerRuns), GetSourcesJsonContext.Default.GetSourcesDocument)
        : Table(report, output == "wide", now);

    private static string Table(SourcesReport report, bool wide, DateTimeOffset now)
    {
        var table = new TextTable(wide
            ? ["NAME", "STATUS", "WANTED", "APPLIED", "AGE", "FETCHED", "NEXT", "VERIFY", "SIGNER", "AUTHOR", "REF", "URL", "MESSAGE"]
            : ["NAME", "STATUS", "WANTED", "APPLIED", "AGE", "FETCHED", "VERIFY", "MESSAGE"]);
        foreach (var source in report.Sources)
            table.Add(source.Git is { } git ? OfGit(source, git, report, wide, now) : OfDirectory(source, wide));
        var lines = report.Sources.Count > 0 ? table.Lines() : ["No sources."];
        var commits = wide ? report.Sources.SelectMany(source => GitSourceDetails.Of(source, now)) : [];
        return string.Join('\n', lines.Concat(commits).Concat(Details(report)).Select(TerminalEscaper.Escape));
    }

    private static IReadOnlyList<string> OfGit(
        SourceReport source, GitSourceReport git, SourcesReport report, bool wide, DateTimeOffset now)
    {
        var status = git.Frozen ? $"{git.State}, frozen" : git.State;
        var age = git.Applied is { } applied ? Ages.Text(now - applied.At) : None;
        var fetched = git.LastFetch is { } last ? $"{Ages.Text(now - last)} ago" : None;
        string[] common = [source.Path, status, Short(git.Wanted ?? git.Fetched), Short(git.Applied), age, fetched];
        if (!wide)
            return [.. common, Verification(git), Message(source, git, report)];
        var next = git.NextFetch is { } at ? $"in {Ages.Text(at - now)}" : None;
        return
        [
            .. common, next, Verification(git), git.Signer ?? None, (git.Accepted ?? git.Wanted)?.Author ?? None,
            git.Ref.Length > 0 ? git.Ref : "HEAD", git.Url + (git.Path.Length > 0 ? $" {git.Path}" : ""),
            Message(source, git, report),
        ];
    }

    private static IReadOnlyList<string> OfDirectory(SourceReport source, bool wide)
    {
        string[] nothing = [.. Enumerable.Repeat(None, wide ? 10 : 5)];
        return [source.Path, source.State, .. nothing, source.Message];
    }

    // What was accepted before signatures were asked for has none.
    private static string Verification(GitSourceReport git) =>
        git is { Verification: not "off", Accepted: not null, Signer: null } ? $"{git.Verification}, unverified" : git.Verification;

    private static string Message(SourceReport source, GitSourceReport git, SourcesReport report)
    {
        if (git.Error is { } error)
            return $"{error.Reason}: {error.Message}";
        if (git.WaitingMessage.Length > 0)
            return git.WaitingMessage;
        var outstanding = SyncProgress.Outstanding(git, report);
        if (git.LeftOut.Length > 0)
            return $"{(outstanding.Length > 0 ? outstanding : git.State)}, {git.LeftOut}";
        return outstanding.Length > 0 ? outstanding : git.Accepted?.Subject ?? source.Message;
    }

    private static IEnumerable<string> Details(SourcesReport report)
    {
        var errors = report.Sources.SelectMany(source => source.Git?.Error?.Errors ?? []).ToList();
        return errors.Count == 0 ? [] : ["", "Refused because of:", .. errors];
    }

    private static string Short(GitCommitReport? commit) => commit is null ? None : ShortId.Of(commit.Commit);
}

/// <summary><c>get sources -o json</c>.</summary>
internal sealed record GetSourcesDocument(IReadOnlyList<SourceReport> Items, bool ControllerRunning);

/// <summary>Source-generated JSON of <c>get sources</c>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(GetSourcesDocument))]
internal sealed partial class GetSourcesJsonContext : JsonSerializerContext;
