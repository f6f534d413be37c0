using OciReconciler.Cli;
using OciReconciler.Sync;

namespace OciReconciler.UnitTests.Cli;

public sealed class GetSourcesOutputTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Table_GitBesideADirectory_ShowsCommitsAgesAndWhatIsWrong()
    {
        var git = Git() with
        {
            State = "refused",
            Frozen = true,
            Wanted = Commit('b', "Break it", 1),
            Error = new GitErrorReport
            {
                Reason = Reasons.RevisionRefused,
                Message = "fleet@bbbbbbbbbbbb is refused.",
                Since = Now,
                Errors = ["fleet@bbbbbbbbbbbb:web.json:1: $: x\u001b[2J"],
            },
        };
        var lines = Table("table", git);

        Assert.Equal(["/etc/m", "ready", "-", "-", "-", "-", "-"], Cells(lines[1]));
        Assert.Equal(
            [
                "fleet", "refused, frozen", "bbbbbbbbbbbb", "aaaaaaaaaaaa", "5m", "30s ago", "ssh",
                "RevisionRefused: fleet@bbbbbbbbbbbb is refused.",
            ],
            Cells(lines[2]));
        Assert.Equal("ssh, unverified", Cells(Table("table", git with { Signer = null })[2])[6]);
        Assert.Equal(["", "Refused because of:", "fleet@bbbbbbbbbbbb:web.json:1: $: x\\u001b[2J"], lines[3..]);
    }

    /// <summary>Each row: what is reported, and what is said of it.</summary>
    [Theory]
    [InlineData("waiting", "", "", "fleet@c is good, and waits until somebody ends the freeze: oci-reconciler unfreeze fleet")]
    [InlineData("accepted", "waits for web: ImagePullFailed: No.", "", "waits for web: ImagePullFailed: No.")]
    [InlineData("accepted", RevisionProgress.Removals, "", RevisionProgress.Removals + ", which is held until 2026-01-01 12:01:00Z")]
    [InlineData("accepted", "waits for web", "without 1 file", "waits for web, without 1 file")]
    [InlineData("applied", "", "without 1 file", "applied, without 1 file")]
    [InlineData("applied", "", "", "Begin")]
    public void Table_Message_SaysWhatIsWaitedForAndLeftOut(string state, string outstanding, string leftOut, string expected)
    {
        var git = Git() with
        {
            State = state,
            Outstanding = outstanding,
            LeftOut = leftOut,
            WaitingMessage = state == "waiting"
                ? "fleet@c is good, and waits until somebody ends the freeze: oci-reconciler unfreeze fleet" : "",
        };
        Assert.Equal(expected, Cells(Table("table", git)[2])[^1]);
    }

    [Fact]
    public void Wide_RevisionThatWaits_IsAmongTheCommits() => Assert.Contains(
        "  waiting:    cccccccccccc \"Third\", Ada, 60s old, fetched 60s ago",
        Table("wide", Git() with { Waiting = Commit('c', "Third", 1) }));

    [Fact]
    public void Progress_OfASyncThatWaits_SaysEachThingOnce()
    {
        var progress = new SyncProgress();
        string News(string state, string outstanding) => string.Join(
            '|', progress.News(Report(Git() with { State = state, Outstanding = outstanding }), ["fleet"]));
        Assert.Equal("fleet@aaaaaaaaaaaa waits for web", News("accepted", "waits for web"));
        Assert.Equal("", News("accepted", "waits for web"));
        Assert.Equal("", News("accepted", ""));
        Assert.Equal("fleet@aaaaaaaaaaaa waits for db: Pulling: x.", News("accepted", "waits for db: Pulling: x."));
        Assert.Equal("", News("failed", "waits for web"));
        Assert.Empty(new SyncProgress().News(Report(Git() with { State = "accepted", Outstanding = "waits for web" }), ["other"]));
    }

    [Fact]
    public void Wide_ShowsSignerAddressAndWhenItIsFetchedNext()
    {
        var cells = Cells(Table("wide", Git() with { Signer = "ada@example", Path = "hosts" })[2]);
        Assert.Equal(["in 30s", "ssh", "ada@example", "Ada", "main", "https://git.example/fleet.git hosts", "Begin"], cells[6..]);
    }

    [Fact]
    public void Wide_ShowsAllCommitsAndWhatIsWrongBelowTheTable()
    {
        var git = Git() with
        {
            Wanted = Commit('c', "Third", 1),
            Fetched = Commit('b', "Revert \"First\"", 3),
            Verified = Commit('b', "Revert \"First\"", 3),
            Error = new GitErrorReport { Reason = Reasons.GitVerificationFailed, Message = "No signature.", Since = Now.AddMinutes(-1) },
        };
        Assert.Equal(
            [
                "",
                "fleet:",
                "  wanted:     cccccccccccc \"Third\", Ada, 60s old, seen 60s ago",
                "  fetched:    bbbbbbbbbbbb \"Revert \\\"First\\\"\", Ada, 3m old, fetched 3m ago",
                "  verified:   bbbbbbbbbbbb \"Revert \\\"First\\\"\", Ada, 3m old, seen 3m ago",
                "  in force:   aaaaaaaaaaaa \"Begin\", Ada, 5m old, accepted 5m ago, signed by ada@example.org",
                "  applied:    aaaaaaaaaaaa \"Begin\", Ada, 5m old, applied 5m ago",
                "  last fetch: 30s ago",
                "  next fetch: in 30s",
                "  error:      GitVerificationFailed, for 60s: No signature.",
            ],
            Table("wide", git)[3..]);
    }

    [Fact]
    public void Report_WithAGitSource_ReadsBackWhatItWrites()
    {
        var report = new SourcesReport { Sources = [new SourceReport { Path = "fleet", State = "ready", Git = Git() }] };
        var read = SourcesReport.Parse(report.ToUtf8());
        Assert.Equal(Git().Applied, read.Sources[0].Git!.Applied);
        Assert.Equal(report.ToUtf8(), read.ToUtf8());
    }

    private static string[] Cells(string line) =>
        line.Split("   ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string[] Table(string output, GitSourceReport git) => 
        GetSourcesOutput.Format(Report(git), output, controllerRuns: true, Now).Split('\n');

    private static SourcesReport Report(GitSourceReport git) => new()
    {
        MassRemoval = new MassRemovalReport { Workloads = ["old"], Until = Now.AddMinutes(1), Message = "Held." },
        Sources =
        [
            new SourceReport { Path = "/etc/m", State = "ready" }, new SourceReport { Path = "fleet", State = "ready", Git = git },
        ],
    };

    private static GitSourceReport Git() => new()
    {
        Url = "https://git.example/fleet.git",
        Signer = "ada@example.org",
        Ref = "main",
        Path = "",
        Verification = "ssh",
        State = "applied",
        Wanted = Commit('a', "Begin", 5),
        Accepted = Commit('a', "Begin", 5),
        Applied = Commit('a', "Begin", 5),
        LastFetch = Now.AddSeconds(-30),
        NextFetch = Now.AddSeconds(30),
    };

    private static GitCommitReport Commit(char digit, string subject, int minutesAgo) => new()
    {
        Commit = new string(digit, 40),
        Author = "Ada",
        Subject = subject,
        Time = Now.AddMinutes(-minutesAgo),
        At = Now.AddMinutes(-minutesAgo),
    };
}
