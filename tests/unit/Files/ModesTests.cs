using OciReconciler.Cli;
using OciReconciler.Model.Desired;
using OciReconciler.Reporting;
using OciReconciler.Reporting.Events;
using OciReconciler.UnitTests.Events;
using OciReconciler.UnitTests.Sources;
using OciReconciler.Units;

namespace OciReconciler.UnitTests.Files;

/// <summary>What the controller makes has the modes that it says, whatever umask it was started with.</summary>
[Collection(nameof(WholeProcess))]
public sealed class ModesTests : IDisposable
{
    private static readonly WorkloadKey Web = new("web");
    private readonly TemporaryDirectory _temporary = new();

    public void Dispose() => _temporary.Dispose();

    /// <summary>Octal, as find prints them.</summary>
    private static readonly string[] Expected =
    [
        "lib 755", "lib/desired 700", "lib/desired/web.json 600", "lib/events 700", "lib/events/web.jsonl 600", "lib/filesystems.json 600",
        "lib/inputs.key 600",
        "lib/paused 700", "lib/paused/web 600", "lib/workloads 700", "lib/workloads/web.json 600",
        "run 755", "run/applied 700", "run/applied/web.json 600", "run/lock 600", "run/lock.pid 644", "run/requests 700",
        "run/requests.done 700",
        "run/requests.done/web 644",
        "run/requests/web 644", "run/restart 700", "run/restart/web 600", "run/settings.json 600", "run/status 755",
        "run/status/web.json 644", "run/units 755",
        "run/units/podman-web.service 644",
    ];

    [Theory]
    [InlineData(0)]
    [InlineData(0x3F)]
    [InlineData(0x12)]
    public void Umask_WhateverItIs_ChangesNoModeOfTheControllers(int umask)
    {
        Under(umask, MakeAll);
        Assert.Equal(Expected, Modes());
    }

    [Theory]
    [InlineData(0, "a 755|a/b 755|a/b/web.json 644")]
    [InlineData(0x3F, "a 700|a/b 700|a/b/web.json 600")]
    public void Import_LeavesOutWhatTheUmaskSays(int umask, string expected)
    {
        var workloads = ManifestParser.Parse("web.json", """
            { "apiVersion": "oci-reconciler/v1", "kind": "Container", "metadata": { "name": "web" }, "spec": { "image": "nginx" } }
            """u8.ToArray(), Backend.Podman).Workloads;
        Under(umask, () => ImportDirectory.Write(workloads, _temporary["a/b"], force: false));
        Assert.Equal(expected.Split('|'), Modes());
    }

    // A version before left it to the umask.
    [Theory]
    [InlineData("777", "775")]
    [InlineData("770", "770")]
    [InlineData("1777", "1777")]
    public void Make_IsThereAndOpenToAll_IsClosed(string before, string after)
    {
        _temporary.Make("requests");
        File.SetUnixFileMode(_temporary["requests"], (UnixFileMode)Convert.ToInt32(before, 8));
        new RestartRequests(_temporary["requests"]).Make();
        Assert.Contains($"requests {after}", Modes());
    }

    private void MakeAll()
    {
        var (lib, run) = (_temporary["lib"], _temporary["run"]);
        using (ControllerLock.TryTake([_temporary["run/lock"]], out _))
        {
            // The rest is made while it is held.
        }

        var lastValid = new LastValidRevisions(Path.Combine(lib, "desired"), TinyManifests.Rules, StateFiles.ReadOnly);
        lastValid.Load();
        var spec = TinyManifests.Spec("web v1");
        var labels = ImmutableSortedDictionary<string, string>.Empty;
        lastValid.Save([new LastValidRevision(new Revision(spec, TinyManifests.Rules.Write(spec, labels)), "/m", "/m/a.json")]);
        var records = new RolloutRecords(
            Path.Combine(lib, "workloads"), TinyManifests.Rules, StateFiles.ReadOnly, NullLogger<RolloutRecords>.Instance);
        records.Load(readOnly: false);
        records.Set(Web, new RolloutRecord { CrashLevel = 1 });
        var log = NullLogger<EventStore>.Instance;
        new EventStore(Path.Combine(lib, "events"), new EventLimits(), StateFiles.ReadOnly, new FakeTimeProvider(), log)
            .Add(EventSamples.Of("Started"));
        var identity = new FileSystemIdentity("1", "2", "/dev/sda", "8:1", false, "boot");
        new SourceHistory(Path.Combine(lib, "filesystems.json"), _ => [], StateFiles.ReadOnly).Record("/m", identity);
        InputsKeyFile.ReadOrMake(Path.Combine(lib, "inputs.key"), _ => { });
        new PauseFiles(Path.Combine(lib, "paused")).Add(Web);

        var files = new PublishedFiles(NullLogger<PublishedFiles>.Instance);
        new LastAppliedSpecs(Path.Combine(run, "applied"), StateFiles.ReadOnly, files).Save(Web, "hash", "{}");
        var requests = new RestartRequests(Path.Combine(run, "requests"));
        requests.Finish(Web, new RestartOutcome("1", true, "Restarted."));
        requests.Ask(Web);
        new OciReconciler.State.RestartMarkers(Path.Combine(run, "restart")).Add(Web);
        SettingsFile.Write(Path.Combine(run, "settings.json"), new RenderSettings());
        StateDirectory.MakePublic(Path.Combine(run, "status"));
        AtomicFile.Write(Path.Combine(run, "status/web.json"), "{}"u8);
        StateDirectory.MakePublic(Path.Combine(run, "units"));
        AtomicFile.Write(Path.Combine(run, "units/podman-web.service"), "Environment=A=\\$b"u8);
        new TransientUnitFiles(Path.Combine(run, "units")).Correct("podman-web.service");
    }

    private static void Under(int umask, Action act)
    {
        var before = Native.SetUmask((uint)umask);
        try
        {
            act();
        }
        finally
        {
            _ = Native.SetUmask(before);
        }
    }

    private string[] Modes() =>
    [
        .. Directory.EnumerateFileSystemEntries(_temporary.Path, "*", SearchOption.AllDirectories)
            .Select(path => $"{Path.GetRelativePath(_temporary.Path, path)} {Octal(File.GetUnixFileMode(path))}")
            .Order(StringComparer.Ordinal),
    ];

    private static string Octal(UnixFileMode mode) => Convert.ToString((int)mode, 8);
}
