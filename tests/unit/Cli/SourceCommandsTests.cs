using OciReconciler.Cli;
using OciReconciler.Configuration;
using OciReconciler.Model.Events;
using OciReconciler.Sync;
using OciReconciler.UnitTests.Sources;

namespace OciReconciler.UnitTests.Cli;

public sealed class SourceCommandsTests : IDisposable
{
    private readonly TemporaryDirectory _disk = new();
    private readonly string _config;

    public SourceCommandsTests()
    {
        _config = _disk["config.json"];
        _disk.Write(
            "config.json",
            $$"""
            {
              "runtimeDirectory": "{{_disk.Path}}/run", "stateDirectory": "{{_disk.Path}}/lib",
              "sources": [{ "git": { "name": "fleet", "url": "https://git.example/fleet" } }]
            }
            """);
    }

    public void Dispose() => _disk.Dispose();

    [Fact]
    public void Freeze_KnownSource_LeavesAFileUntilUnfreeze()
    {
        var frozen = new FreezeFiles(_disk["lib/frozen"]);
        Assert.Equal(ExitCodes.Fine, FreezeCommands.Freeze("fleet", _config));
        Assert.True(frozen.Has("fleet"));
        Assert.Equal(ExitCodes.Fine, FreezeCommands.Freeze("fleet", _config));
        Assert.Equal(ExitCodes.Fine, FreezeCommands.Unfreeze("fleet", _config));
        Assert.False(frozen.Has("fleet"));
    }

    [Theory]
    [InlineData("flet", "There is no git source named flet. Did you mean fleet?")]
    [InlineData("../../etc/passwd", "There is no git source named ../../etc/passwd. There are: fleet.")]
    public void Freeze_UnknownSource_SaysSoAndWritesNothing(string name, string message)
    {
        var failure = Assert.Throws<CommandFailure>(() => FreezeCommands.Freeze(name, _config));
        Assert.Equal((ExitCodes.Wrong, message), (failure.ExitCode, failure.Message));
        Assert.False(Directory.Exists(_disk["lib"]));
    }

    [Theory]
    [InlineData("fleet", null)]
    [InlineData("fleat", "There is no git source named fleat. Did you mean fleet?")]
    [InlineData("x", "There is no git source named x. There are: fleet.")]
    public void Configured_OfTheSettings_OrSaysWhichThereAre(string name, string? message)
    {
        var options = OptionsLoader.Load(_config);
        if (message is null)
        {
            Assert.Equal(name, KnownSources.Configured(name, options).Name);
            return;
        }

        var failure = Assert.Throws<CommandFailure>(() => KnownSources.Configured(name, options));
        Assert.Equal((ExitCodes.Wrong, message), (failure.ExitCode, failure.Message));
    }

    [Theory]
    [InlineData(true, "that runs follows")]
    [InlineData(false, "that ran last followed")]
    public void Configured_OfTheControllerAlone_AsksForItsSettings(bool runs, string follows)
    {
        _disk.Make("run");
        Publish("fleet");
        var options = new ReconcilerOptions { RuntimeDirectory = _disk["run"] };
        using var controller = runs ? ControllerLock.TryTake([options.LockFile], out _) : null;

        var failure = Assert.Throws<CommandFailure>(() => KnownSources.Configured("fleet", options));

        Assert.Equal(
            (ExitCodes.Usage, $"The controller {follows} fleet, but its settings are needed: give --config FILE as the service has it. "
                + "See: systemctl cat oci-reconciler"),
            (failure.ExitCode, failure.Message));
    }

    [Fact]
    public async Task GetAndDescribe_NameOfASource_SayWhereItIsShown()
    {
        const string message = "fleet is a git source, and no workload. See: oci-reconciler get sources -o wide";
        var cancellationToken = TestContext.Current.CancellationToken;

        var get = await Assert.ThrowsAsync<CommandFailure>(() =>
            GetCommand.RunAsync("fleet", _config, "table", watch: false, cancellationToken));
        var known = Assert.Throws<CommandFailure>(() => KnownWorkload.Find("fleet", OptionsLoader.Load(_config), rows: null));

        Assert.Equal((ExitCodes.Wrong, message), (get.ExitCode, get.Message));
        Assert.Equal((ExitCodes.Wrong, message), (known.ExitCode, known.Message));
    }

    [Fact]
    public void Events_NameOfASource_AreItsOwn()
    {
        var options = OptionsLoader.Load(_config);
        _disk.Make("lib/events");
        WriteEvents("_sources", null, "fleet", "fleet:apps/web.json", "/m, fleet", "fleeting", "/m/fleet.json");
        WriteEvents("web", "web", "fleet:apps/web.json", "/m/web.json");

        Assert.Equal(
            ["fleet", "fleet:apps/web.json", "/m, fleet", "fleet:apps/web.json"],
            EventsCommand.ReaderOf("fleet", options)().Select(read => read.Source));
        Assert.Equal(7, EventsCommand.ReaderOf(null, options)().Length);

        // A workload of that name goes before.
        WriteEvents("fleet", "fleet", "/m/fleet.json");
        Assert.Equal(["fleet"], EventsCommand.ReaderOf("fleet", options)().Select(read => read.Workload));
    }

    [Fact]
    public async Task Events_SourceWithoutAny_IsNoError() => Assert.Equal(
        ExitCodes.Fine,
        await EventsCommand.RunAsync("fleet", _config, json: false, watch: false, TestContext.Current.CancellationToken));

    [Theory]
    [InlineData(1000, true, "This must run as root: it writes what the controller reads.")]
    [InlineData(1000, false, "x. Run this as root, and see that the disk has space.")]
    [InlineData(0, true, "x. Run this as root, and see that the disk has space.")]
    public void NotWritten_ByAUser_SaysThatRootIsNeeded(uint user, bool isAccess, string message)
    {
        var failure = OperatorConsole.NotWritten(isAccess ? new UnauthorizedAccessException("x") : new IOException("x"), user);

        Assert.Equal((ExitCodes.Environment, message), (failure.ExitCode, failure.Message));
    }

    [Fact]
    public void Settings_NotNamed_HaveTheStateDirectoryOfTheControllerThatRuns()
    {
        var defaults = new ReconcilerOptions { RuntimeDirectory = _disk["run"], StateDirectory = "/nowhere" };
        var report = new SourcesReport { StateDirectory = _disk["lib"] };
        _disk.Make("run");
        _disk.Write("run/sources.json", Encoding.UTF8.GetString(report.ToUtf8()));
        Assert.Equal("/nowhere", OperatorOptions.AsPublished(defaults).StateDirectory);
        using (ControllerLock.TryTake([defaults.LockFile], out _))
            Assert.Equal(_disk["lib"], OperatorOptions.AsPublished(defaults).StateDirectory);

        var relative = report with { StateDirectory = "lib" };
        _disk.Write("run/sources.json", Encoding.UTF8.GetString(relative.ToUtf8()));
        using (ControllerLock.TryTake([defaults.LockFile], out _))
            Assert.Equal("/nowhere", OperatorOptions.AsPublished(defaults).StateDirectory);
    }

    [Fact]
    public void Find_AfterAReboot_KnowsTheSourcesThatAreKept()
    {
        var options = new ReconcilerOptions { RuntimeDirectory = _disk["run"], StateDirectory = _disk["lib"] };
        Assert.Throws<CommandFailure>(() => KnownSources.Find(["fleet"], options));
        _disk.Make("lib/sources/fleet");
        _disk.Make("lib/sources/not a name");
        Assert.Equal(["fleet"], KnownSources.Find([], options));
    }

    [Fact]
    public async Task Sync_WithoutAController_IsRefused()
    {
        var failure = await Assert.ThrowsAsync<CommandFailure>(() => SyncCommand.RunAsync(
            [], _config, wait: true, new SyncRequest("", Now: false, AllowRewind: false), TestContext.Current.CancellationToken));
        Assert.Equal(ExitCodes.Environment, failure.ExitCode);
    }

    [Fact]
    public async Task Sync_ControllerHasOtherSettings_SaysSoAndAsksForNothing()
    {
        using var controller = ControllerLock.TryTake([_disk["run/lock"]], out _);
        Publish("apps");
        var failure = await SyncAsync("fleet");
        Assert.Equal(ExitCodes.Wrong, failure.ExitCode);
        Assert.StartsWith("The controller that runs does not follow fleet", failure.Message, StringComparison.Ordinal);
        Assert.Null(new SyncRequests(_disk["run/sync"]).Find("fleet"));
    }

    /// <summary>A controller removes a request also where it cannot leave the outcome.</summary>
    [Fact]
    public async Task Sync_OutcomeCannotBeWritten_EndsWithAnError()
    {
        using var controller = ControllerLock.TryTake([_disk["run/lock"]], out _);
        Publish("fleet");
        var ended = SyncAsync("fleet");
        Assert.False(ended.IsCompleted);
        File.Delete(_disk["run/sync/fleet"]);
        var failure = await ended;
        Assert.Equal(ExitCodes.Environment, failure.ExitCode);
        Assert.StartsWith("The sync of fleet has ended, and its outcome is not in", failure.Message, StringComparison.Ordinal);
    }

    private void Publish(string source) => _disk.Write("run/sources.json", Encoding.UTF8.GetString(new SourcesReport
    {
        Sources =
        [
            new SourceReport
            {
                Path = source,
                State = "ready",
                Git = new GitSourceReport { Url = "u", Ref = "", Path = "", Verification = "off", State = "applied" },
            },
        ],
    }.ToUtf8()));

    private void WriteEvents(string ring, string? workload, params string[] sources) => _disk.Write(
        $"lib/events/{ring}.jsonl",
        string.Concat(sources.Select((source, index) => Encoding.UTF8.GetString(EventLines.Write(new WorkloadEvent
        {
            Sequence = index + 1, FirstTime = DateTimeOffset.UnixEpoch, LastTime = DateTimeOffset.UnixEpoch, Type = EventType.Normal,
            Reason = "x", Message = "x", Workload = workload, Source = source,
        })))));

    private Task<CommandFailure> SyncAsync(string name) => Assert.ThrowsAsync<CommandFailure>(() => SyncCommand.RunAsync(
        [name], _config, wait: true, new SyncRequest("", Now: false, AllowRewind: false), TestContext.Current.CancellationToken));

    [Fact]
    public void Requests_OneForEachSource_AreAnsweredByTheirNumber()
    {
        var requests = new SyncRequests(_disk["run/sync"]);
        var first = requests.Ask("fleet", now: false, allowRewind: false);
        var second = requests.Ask("fleet", now: true, allowRewind: true);
        Assert.Equal(second, requests.Find("fleet"));

        // One that came meanwhile stays.
        requests.Finish("fleet", new SyncOutcome(first.Id, true, "done"));
        Assert.Equal(second, requests.Find("fleet"));
        Assert.NotNull(requests.Outcome("fleet", first.Id));
        requests.Finish("fleet", new SyncOutcome(second.Id, false, "refused"));
        Assert.Null(requests.Find("fleet"));
        Assert.Null(requests.Outcome("fleet", first.Id));
        Assert.Equal("refused", requests.Outcome("fleet", second.Id)!.Message);
    }

    [Fact]
    public void Requests_Damaged_AskForNothing()
    {
        var requests = new SyncRequests(_disk["run/sync"]);
        requests.Make();
        _disk.Write("run/sync/fleet", "{");
        Assert.Null(requests.Find("fleet"));
        Assert.True(File.Exists(_disk["run/sync/fleet"]));
        Assert.Throws<ArgumentException>(() => requests.Find("../fleet"));
    }
}
