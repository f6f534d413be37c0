using OciReconciler.Cli;
using OciReconciler.Reporting;
using OciReconciler.Reporting.Events;
using OciReconciler.UnitTests.Sources;
using OciReconciler.Units;

namespace OciReconciler.UnitTests.Files;

/// <summary>
/// In the place of each file that the program reads lies a FIFO that nobody writes to, or one that is far too large: nothing waits, and
/// nothing ends for it.
/// </summary>
public sealed class OddFilesTests : IDisposable
{
    private static readonly WorkloadKey Web = new("web");
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private readonly TemporaryDirectory _temporary = new();

    public void Dispose() => _temporary.Dispose();

    /// <summary>Where the file lies, and whether it is a FIFO.</summary>
    public static TheoryData<string, bool> Cases
    {
        get
        {
            var cases = new TheoryData<string, bool>();
            string[] files =
            [
                "record/web.json", "desired/web.json", "filesystems.json", "requests/web", "requests.done/web", "status/web.json",
                "settings.json", "applied/web.json", "events/web.jsonl", "inputs.key", "units/podman-web.service", "lock.pid",
                "config.json",
            ];
            foreach (var file in files)
            {
                cases.Add(file, true);
                cases.Add(file, false);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Read_FileIsOdd_NeitherWaitsNorThrows(string file, bool isFifo)
    {
        var path = _temporary[file];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (isFifo)
            Native.Fifo(path);
        else
            Sparse(path);
        await Task.Factory.StartNew(() => Use(file, path), TaskCreationOptions.LongRunning)
            .WaitAsync(Limit, TimeProvider.System, TestContext.Current.CancellationToken);
    }

    private static void Sparse(string path)
    {
        using var file = File.Create(path);
        file.SetLength(1L << 40);
    }

    private void Use(string file, string path)
    {
        var directory = Path.GetDirectoryName(path)!;
        switch (file)
        {
            case "record/web.json":
                var records = new RolloutRecords(directory, TinyManifests.Rules, StateFiles.ReadOnly, NullLogger<RolloutRecords>.Instance);
                records.Load(readOnly: false);
                Assert.Equal(RolloutRecord.Empty, records.Of(Web));
                break;
            case "desired/web.json":
                var lastValid = new LastValidRevisions(directory, TinyManifests.Rules, new StateFiles(null));
                lastValid.Load();
                Assert.Contains("is damaged", Assert.Single(lastValid.Problems), StringComparison.Ordinal);
                break;
            case "filesystems.json":
                Assert.Equal(FileSystemIdentity.Unknown, new SourceHistory(path, _ => [], StateFiles.ReadOnly).Find("/m"));
                break;
            case "requests/web" or "requests.done/web":
                var requests = new RestartRequests(_temporary["requests"]);
                Assert.Null(requests.Find(Web));
                Assert.Null(requests.Outcome(Web, "1"));
                break;
            case "status/web.json":
                Assert.Empty(StatusFiles.ReadAll(directory));
                break;
            case "settings.json":
                Assert.Null(SettingsFile.Read(path, StateFiles.ReadOnly));
                break;
            case "applied/web.json":
                Assert.Empty(new LastAppliedSpecs(directory, StateFiles.ReadOnly).ChangesSince(Web, "hash", "{}"));
                break;
            case "events/web.jsonl":
                Assert.Empty(EventFiles.Read(directory, Web));
                break;
            case "inputs.key":
                Assert.Null(InputsKeyFile.Read(path));
                Assert.NotNull(InputsKeyFile.ReadOrMake(path, _ => { }));
                Assert.NotNull(InputsKeyFile.Read(path));
                break;
            case "units/podman-web.service":
                new TransientUnitFiles(directory).CorrectAll();
                break;
            case "lock.pid":
                using (ControllerLock.TryTake([_temporary["lock"]], out _))
                {
                    Assert.Null(ControllerLock.TryTake([_temporary["lock"]], out var holder));
                    Assert.Equal($"process {Environment.ProcessId} holds {_temporary["lock"]}", holder);
                }

                break;
            default:
                Assert.Contains(path, Assert.Throws<CommandFailure>(() => OptionsLoader.Load(path)).Message, StringComparison.Ordinal);
                break;
        }
    }

    [Fact]
    public void Request_ThatIsNoFileOfACommands_AsksForNothing()
    {
        var requests = new RestartRequests(_temporary["requests"]);
        requests.Make();
        Native.Fifo(_temporary["requests/fifo"]);
        File.WriteAllText(_temporary["requests/long"], new string('x', 100_000));
        var id = requests.Ask(Web);
        Assert.Equal([id], requests.All().Select(requests.Find).OfType<string>());
    }

    [Fact]
    public void Config_OpenDescriptor_IsReadAsAStream()
    {
        File.WriteAllText(_temporary["config.json"], """{ "resyncSeconds": 7 }""");
        using var file = File.OpenRead(_temporary["config.json"]);
        Assert.Equal(7, OptionsLoader.Load($"/proc/self/fd/{file.SafeFileHandle.DangerousGetHandle()}").ResyncSeconds);
        var failure = Assert.Throws<CommandFailure>(() => OptionsLoader.Load("/proc/self/fd/../../../dev/zero"));
        Assert.Contains("is a device", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RestartMarkers_FifoInTheWay_IsReplaced()
    {
        Directory.CreateDirectory(_temporary["restart"]);
        Native.Fifo(_temporary["restart/web"]);
        new OciReconciler.State.RestartMarkers(_temporary["restart"]).Add(Web);
        Assert.Equal("", Encoding.UTF8.GetString(RegularFile.ReadAllBytes(_temporary["restart/web"])));
    }
}
