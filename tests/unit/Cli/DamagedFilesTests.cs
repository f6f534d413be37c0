using OciReconciler.Cli;
using OciReconciler.Configuration;
using OciReconciler.Reporting;
using OciReconciler.Reporting.Events;
using OciReconciler.UnitTests.Files;
using OciReconciler.UnitTests.Simulation;
using OciReconciler.UnitTests.Simulation.Controllers;

namespace OciReconciler.UnitTests.Cli;

/// <summary>
/// Commands that read what a controller has published, and settings that somebody has written, in every state of disrepair.
/// </summary>
public sealed class DamagedFilesTests
{
    [Theory]
    [InlineData("run/status/w0.json")]
    [InlineData("run/sources.json")]
    [InlineData("run/settings.json")]
    [InlineData("lib/events/w0.jsonl")]
    [InlineData("lib/events/_sources.jsonl")]
    public void Read_PublishedFileIsDamaged_ShowsTheRestAndLeavesIt(string path)
    {
        foreach (var damage in Damage.All)
        {
            using var host = new SimulatedHost(seed: 1, isTraced: false);
            new SmallRun(host).Converge();
            host.KillController();
            var file = Path.Combine(Path.GetDirectoryName(host.Disk.State)!, path);
            damage.Value(file);

            var options = new ReconcilerOptions { RuntimeDirectory = host.Disk.Run, StateDirectory = host.Disk.State };
            var statuses = StatusFiles.ReadAll(options.StatusDirectory);
            var sources = SourcesWriter.Read(options.SourcesFile, StateFiles.ReadOnly) ?? new();
            var events = EventFiles.Read(options.EventsDirectory, null);
            var view = new GetView(
                [.. statuses.Select(status => new GetRow(status, null, LiveKnown: false))], sources, ControllerRuns: false,
                EventFiles.Read(options.EventsDirectory, new("w0"))) { IsOfOne = true };
            Assert.All(
                new[] { "table", "wide", "json" },
                output => Assert.NotEmpty(GetOutput.Format(view, output) + GetOutput.Format(view with { IsOfOne = false }, output)));
            Assert.NotNull(EventsOutput.Json(events) + string.Concat(EventsOutput.Table(events, TimeProvider.System.GetUtcNow())));
            Assert.Contains(statuses, status => status.Name == "w1");
            _ = SettingsFile.Read(options.SettingsFile, StateFiles.ReadOnly) is { } settings
                ? settings.Programs.Count + settings.ProxyEnvironment.Count : 0;
            Assert.False(Path.Exists(file + ".damaged"));
        }
    }

    [Fact]
    public void Load_SettingsAreDamaged_IsAnErrorOfUsageOrNone()
    {
        using var temporary = new Sources.TemporaryDirectory();
        var file = temporary["config.json"];
        // A FIFO and a device are read by another opener.
        foreach (var damage in Damage.All.Where(damage => damage.Key is not ("a FIFO" or "a link to a device" or "too big")))
        {
            if (Directory.Exists(file))
                Directory.Delete(file);
            File.Delete(file);
            File.WriteAllText(
                file, """{"manifests":["/m"],"backend":"docker","runtimeDirectory":"/r","stateDirectory":"/s","podmanSocket":"/p","""
                + """ "dockerSocket":"/d","resyncSeconds":7,"debug":true}""");
            damage.Value(file);
            if (Record.Exception(() => OptionsLoader.Load(file)) is { } failure)
                Assert.True(failure is CommandFailure { ExitCode: ExitCodes.Usage }
                    && failure.Message.Contains(file, StringComparison.Ordinal), $"{damage.Key}: {failure}");
        }
    }

    [Theory]
    [InlineData("""{"manifests":null}""", "$.manifests")]
    [InlineData("""{"manifests":[null]}""", "$.manifests[0]")]
    [InlineData("""{"manifests":["/m",""]}""", "$.manifests[1]")]
    [InlineData("""{"runtimeDirectory":null}""", "$.runtimeDirectory")]
    [InlineData("""{"stateDirectory":""}""", "$.stateDirectory")]
    [InlineData("""{"podmanSocket":"/a\u0000b"}""", "$.podmanSocket")]
    [InlineData("""{"dockerSocket":null}""", "$.dockerSocket")]
    [InlineData("""{"backend":null}""", "$.backend")]
    [InlineData("""{"resyncSeconds":null}""", "$.resyncSeconds")]
    public void Load_SettingIsNullOrNoPath_SaysWhich(string text, string setting)
    {
        using var temporary = new Sources.TemporaryDirectory();
        temporary.Write("config.json", text);
        var failure = Assert.Throws<CommandFailure>(() => OptionsLoader.Load(temporary["config.json"]));
        Assert.Contains($"{setting}: ", failure.Message, StringComparison.Ordinal);
    }
}
