using OciReconciler.Cli;
using OciReconciler.Configuration;
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
