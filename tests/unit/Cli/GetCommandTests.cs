using OciReconciler.Cli;
using OciReconciler.Configuration;
using OciReconciler.Model.Status;

namespace OciReconciler.UnitTests.Cli;

public sealed class GetCommandTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("get-").FullName;
    private readonly string _config;

    public GetCommandTests()
    {
        _config = Path.Combine(_directory, "config.json");
        File.WriteAllText(
            _config, JsonSerializer.Serialize(
                new Dictionary<string, string> { ["runtimeDirectory"] = _directory, ["stateDirectory"] = _directory }));
        Directory.CreateDirectory(Options.StatusDirectory);
        foreach (var name in (string[])["web", "db"])
            Publish(Status(name));
    }

    private ReconcilerOptions Options => OptionsLoader.Load(_config);

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData("nosuch", "See: oci-reconciler get")]
    [InlineData("podman-web", "Did you mean web?")]
    [InlineData("docker-db.service", "Did you mean db?")]
    [InlineData("wbe", "Did you mean web?")]
    public async Task Watch_NameThatNobodyKnows_EndsAtOnceAndOffersTheNearest(string name, string hint)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        foreach (var watch in (bool[])[true, false])
        {
            var get = await Assert.ThrowsAsync<CommandFailure>(() => GetCommand.RunAsync(name, _config, "table", watch, cancellationToken));
            var events = await Assert.ThrowsAsync<CommandFailure>(() =>
                EventsCommand.RunAsync(name, _config, json: false, watch, cancellationToken));
            Assert.Equal((ExitCodes.Wrong, $"There is no workload named {name}. {hint}"), (get.ExitCode, get.Message));
            Assert.Equal((ExitCodes.Wrong, $"There is no workload named {name}. {hint}"), (events.ExitCode, events.Message));
        }
    }

    [Fact]
    public void Statuses_OneThatIsKnown_IsThatOne()
    {
        Assert.Equal(["web"], GetCommand.Statuses("web", Options).Select(status => status.Name));
        Assert.Equal(["db", "web"], GetCommand.Statuses(null, Options).Select(status => status.Name));
    }

    // Everybody can read a status; what a container wrote is for those who may read the record.
    [Fact]
    public void Statuses_RolledBack_HaveTheLastLinesOfTheRecord()
    {
        var version = new RolledBackRevision(
            DateTimeOffset.UnixEpoch, "CrashLoopBackOff", "It ended again and again.", "web:2", "web:1", []);
        Publish(Status("web") with { RolledBack = version });
        Assert.Empty(GetCommand.Statuses("web", Options)[0].RolledBack!.LastLines);
        var bad = new FailedRevision("m2", "CrashLoopBackOff", "It ended again and again.", DateTimeOffset.UnixEpoch) {
            LastLines = "no such table\nbye\n" };
        Directory.CreateDirectory(Options.RecordsDirectory);
        var record = Path.Combine(Options.RecordsDirectory, "web.json");
        File.WriteAllBytes(
            record, JsonSerializer.SerializeToUtf8Bytes(new RolloutRecord { Failed = bad }, RolloutJsonContext.Default.RolloutRecord));
        Assert.Equal(["no such table", "bye"], GetCommand.Statuses("web", Options)[0].RolledBack!.LastLines);
        Assert.Equal(["no such table", "bye"], GetCommand.Statuses(null, Options)[1].RolledBack!.LastLines);
        File.WriteAllText(record, "{");
        Assert.Empty(GetCommand.Statuses("web", Options)[0].RolledBack!.LastLines);
    }

    [Theory]
    [InlineData("web:2", "The manifest wants web:2. web:1 of the version before runs.")]
    [InlineData("web:1", "The version before runs, with the same image.")]
    public void Get_RolledBack_NamesTheImagesWhereTheyDiffer(string wanted, string line)
    {
        var version = new RolledBackRevision(DateTimeOffset.UnixEpoch, "CrashLoopBackOff", "It ended.", wanted, "web:1", []);
        var row = new GetRow(Status("web") with { RolledBack = version }, null, LiveKnown: false);
        var view = new GetView([row], new SourcesReport(), ControllerRuns: true, []) { IsOfOne = true };
        Assert.Contains(line, GetOutput.Format(view, "table").Split('\n'));
    }

    /// <summary>What was published as running is not told as running when systemd says otherwise by now.</summary>
    [Theory]
    [InlineData("Running", "active", "running", "Running")]
    [InlineData("Running", "failed", "failed", "Failed")]
    [InlineData("Running", "activating", "auto-restart", "Restarting")]
    [InlineData("Running", "activating", "auto-restart-queued", "Restarting")]
    [InlineData("Running", "activating", "start-pre", "Starting")]
    [InlineData("Running", "inactive", "dead", "Stopped")]
    [InlineData("Running", null, null, "Missing")]
    [InlineData("Blocked", "active", "running", "Blocked")]
    public void Phase_LiveUnitIsAnother_IsNotRunning(string published, string? active, string? sub, string phase)
    {
        var live = active is null ? null : new UnitStatus("podman-web.service", "", "loaded", active, sub!, 0, "");
        Assert.Equal(phase, new GetRow(Status("web") with { Phase = published }, live, LiveKnown: true).Phase);
        Assert.Equal(published, new GetRow(Status("web") with { Phase = published }, null, LiveKnown: false).Phase);
    }

    [Fact]
    public void Table_WhatIsNotRead_IsNamedBelow()
    {
        var sources = new SourcesReport
        {
            Sources = [
                new SourceReport { Path = "/m", State = "ready", IgnoredCount = 3,
                    Ignored = [new IgnoredReport { Path = "/m/x.yaml", Reason = "is not read" }] }],
        };
        var lines = GetOutput.Format(new GetView([], sources, ControllerRuns: true, []), "table").Split('\n');
        Assert.Equal(["No workloads.", "", "Not read:", "/m/x.yaml is not read", "/m: 2 more files and directories are not read"], lines);
    }

    private void Publish(WorkloadStatus status) => File.WriteAllBytes(
        Path.Combine(Options.StatusDirectory, status.Name + ".json"),
        JsonSerializer.SerializeToUtf8Bytes(status, StatusJsonContext.Default.WorkloadStatus));

    private static WorkloadStatus Status(string name) => new()
    {
        Name = name, Backend = "podman", Unit = $"podman-{name}.service", File = $"/m/{name}.json", Image = "web:1", AutoStart = true,
            InSync = true, Phase = "Running",
    };
}
