using System.Diagnostics;

namespace OciReconciler.UnitTests.Sources;

public sealed class DirectoryScannerTests : IDisposable
{
    private static readonly ImmutableHashSet<string> None = ImmutableHashSet<string>.Empty;
    private readonly TemporaryDirectory _temporary = new();
    // Starts long after every file of the test was written: all of them have settled.
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow().AddHours(1));
    private readonly DirectoryScanner _scanner;
    private int _parsed;

    public DirectoryScannerTests() => _scanner = Scanner(_temporary.Path);

    public void Dispose() => _temporary.Dispose();

    private DirectoryScanner Scanner(string directory) =>
        new(directory, new ManifestParsing(CountingParse, () => { }), new ScanOptions(), _time, Memory());

    private SourceHistory Memory() => new(Path.Combine(_temporary.Make("state"), Path.GetRandomFileName()), _ => [], StateFiles.ReadOnly);

    private ManifestFile CountingParse(string file, ReadOnlyMemory<byte> utf8)
    {
        _parsed++;
        return TinyManifests.Parse(file, utf8);
    }

    private SourceSnapshot Scan(params string[] settled) => _scanner.Scan(settled.Length == 0 ? None : [.. settled]).Snapshot;

    private static string[] Names(SourceSnapshot snapshot) => [.. snapshot.Files.Select(file => Path.GetFileName(file.Path))];

    [Fact]
    public void Scan_UnchangedFiles_AreReadOnce()
    {
        for (int i = 0; i < 500; i++)
            _temporary.Write($"w{i}.json", $"w{i} v1");
        var first = Scan();
        Assert.Equal(500, _parsed);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var second = Scan();
        Assert.Equal(500, _parsed);
        Assert.True(first.Files.SequenceEqual(second.Files));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1_000_000);
    }

    [Fact]
    public void Look_FilesOfWhichAWriterIsDone_AreTakenAndAllElseIsAsItWas()
    {
        Assert.Null(_scanner.Look(["w1.json"]));
        foreach (var name in new[] { "w1", "w3", "w5" })
            _temporary.Write($"{name}.json", $"{name} v1");
        var first = Scan();
        _temporary.Write("w3.json", "w3 version2");
        _temporary.Write("w4.json", "w4 v1");
        _temporary.Write("w5.json", "w5 version2");

        var looked = _scanner.Look(["w3.json", "w4.json"])!.Snapshot;
        Assert.Equal(["w1.json", "w3.json", "w4.json", "w5.json"], Names(looked));
        Assert.Equal(
            ["v1", "version2", "v1", "v1"], looked.Files.Select(file => file.Manifest.Workloads.Single().Spec.Image));
        Assert.Same(first.Files[0], looked.Files[0]);
        Assert.Equal(5, _parsed);
        Assert.Equal("version2", Scan().Files[3].Manifest.Workloads.Single().Spec.Image);
    }

    [Fact]
    public void Look_FileOrDirectoryIsGone_AsksForAScan()
    {
        _temporary.Make("m");
        var scanner = Scanner(_temporary["m"]);
        _temporary.Write("m/web.json", "web v1");
        scanner.Scan(None);
        Assert.NotNull(scanner.Look(["web.json"]));
        Assert.Null(scanner.Look(["other.json"]));
        Directory.Move(_temporary["m"], _temporary["aside"]);
        _temporary.Make("m");
        _temporary.Write("m/web.json", "web v2");
        Assert.Null(scanner.Look(["web.json"]));
    }

    // It may be in another file by now, of which nothing was heard yet.
    [Fact]
    public void Look_FileDeclaresAnotherWorkload_AsksForAScan()
    {
        _temporary.Write("web.json", "web v1");
        Scan();
        _temporary.Write("web.json", "db v1");
        Assert.Null(_scanner.Look(["web.json"]));
    }

    [Fact]
    public void Scan_SameSizeAndTimes_OtherContent_IsNoticedWhenTheFileIsYoung()
    {
        var scanner = new DirectoryScanner(_temporary.Path, TinyManifests.Parsing, new ScanOptions(), TimeProvider.System, Memory());
        _temporary.Write("web.json", "web v1");
        var stamp = File.GetLastWriteTimeUtc(_temporary["web.json"]);
        scanner.Scan(None);
        _temporary.Write("web.json", "web v2");
        File.SetLastWriteTimeUtc(_temporary["web.json"], stamp);
        Assert.Equal("v2", scanner.Scan(None).Snapshot.Files.Single().Manifest.Workloads.Single().Spec.Image);
    }

    [Fact]
    public async Task Scan_BigFileIsBeingParsed_OthersAreTakenMeanwhileAndItAfterwards()
    {
        var isReady = new TaskCompletionSource();
        using var gate = new ManualResetEventSlim();
        var scanner = new DirectoryScanner(
            _temporary.Path, new ManifestParsing(SlowParse, isReady.SetResult), new ScanOptions(), _time, Memory());
        _temporary.Write("big.json", "big v1" + new string(' ', ManifestParsing.BigBytes));
        _temporary.Write("web.json", "web v1");

        var first = scanner.Scan(None);
        Assert.Equal(["writing", "web"], first.Snapshot.Files.Select(Shown));
        _temporary.Write("db.json", "db v1");
        Assert.Equal(["writing", "db", "web"], scanner.Scan(None).Snapshot.Files.Select(Shown));

        gate.Set();
        await isReady.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.Equal(["big", "db", "web"], scanner.Scan(None).Snapshot.Files.Select(Shown));
        Assert.Null(first.RescanAfter);

        ManifestFile SlowParse(string file, ReadOnlyMemory<byte> bytes)
        {
            if (bytes.Length >= ManifestParsing.BigBytes)
                gate.Wait(TestContext.Current.CancellationToken);
            return TinyManifests.Parse(file, System.Text.Encoding.UTF8.GetBytes(System.Text.Encoding.UTF8.GetString(bytes.Span).Trim()));
        }

        static string Shown(SourceFile file) => file.Settling ? "writing" : file.Manifest.Workloads.Single().Key.Name;
    }

    [Fact]
    public void Scan_FileGone_NeedsTwoScansASecondApart()
    {
        _temporary.Write("web.json", "web v1");
        Scan();
        File.Delete(_temporary["web.json"]);
        var missed = _scanner.Scan(None);
        Assert.True(missed.Snapshot.Files.Single().Missing);
        Assert.Equal(TimeSpan.FromSeconds(1), missed.RescanAfter);
        _time.Advance(TimeSpan.FromMilliseconds(900));
        Assert.True(Scan().Files.Single().Missing);
        _time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Empty(Scan().Files);
    }

    [Fact]
    public void Scan_FirstOfAProcess_FileOfEarlierGone_NeedsTwoScansASecondApartAsWell()
    {
        _temporary.Write("web.json", "web v1");
        var scanner = new DirectoryScanner(
            _temporary.Path, TinyManifests.Parsing, new ScanOptions(), _time,
            new SourceHistory(Path.Combine(_temporary.Make("state"), "seen"),
                _ => [(new("web"), _temporary["web.json"]), (new("db"), _temporary["db.json"])], StateFiles.ReadOnly));
        var first = scanner.Scan(None);
        Assert.Equal(["db.json", "web.json"], Names(first.Snapshot));
        Assert.Equal([true, false], first.Snapshot.Files.Select(file => file.Missing));
        Assert.Equal(TimeSpan.FromSeconds(1), first.RescanAfter);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["web.json"], Names(scanner.Scan(None).Snapshot));
    }

    [Fact]
    public void Scan_FirstOfAProcess_FileOfEarlierIsBack_IsTakenAsItIs()
    {
        var scanner = new DirectoryScanner(
            _temporary.Path, TinyManifests.Parsing, new ScanOptions(), _time,
            new SourceHistory(Path.Combine(_temporary.Make("state"), "seen"), _ => [(new("web"), _temporary["web.json"])],
                StateFiles.ReadOnly));
        Assert.True(scanner.Scan(None).Snapshot.Files.Single().Missing);
        _temporary.Write("web.json", "web v2");
        Assert.True(scanner.Scan(None).Snapshot.Files.Single().IsValid);
    }

    [Fact]
    public void Scan_FileBackAfterOneMiss_CountsAnew()
    {
        _temporary.Write("web.json", "web v1");
        Scan();
        File.Move(_temporary["web.json"], _temporary["aside"]);
        Scan();
        File.Move(_temporary["aside"], _temporary["web.json"]);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.False(Scan().Files.Single().Missing);
        File.Delete(_temporary["web.json"]);
        Assert.True(Scan().Files.Single().Missing);
    }

    [Fact]
    public void Scan_DirectoryMissingThenBack_LosesNothing()
    {
        string directory = _temporary.Make("manifests");
        var scanner = Scanner(directory);
        File.WriteAllText(Path.Combine(directory, "web.json"), "web v1");
        scanner.Scan(None);
        Directory.Move(directory, _temporary["aside"]);
        for (int i = 0; i < 3; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            var gone = scanner.Scan(None).Snapshot;
            Assert.Equal(SourceStateKind.Missing, gone.State.Kind);
            Assert.Contains("does not exist", gone.State.Message, StringComparison.Ordinal);
            Assert.True(gone.Files.Single().Missing);
        }

        Directory.Move(_temporary["aside"], directory);
        var back = scanner.Scan(None).Snapshot;
        Assert.Equal(SourceStateKind.Ready, back.State.Kind);
        Assert.False(back.Files.Single().Missing);
        Assert.Equal(1, _parsed);
    }

    [Fact]
    public void Scan_DirectoryRemadeEmpty_FilesGoOnlyAfterTwoScansOfTheNewOne()
    {
        string directory = _temporary.Make("manifests");
        var scanner = Scanner(directory);
        File.WriteAllText(Path.Combine(directory, "web.json"), "web v1");
        scanner.Scan(None);
        File.Delete(Path.Combine(directory, "web.json"));
        scanner.Scan(None);
        Directory.Delete(directory);
        scanner.Scan(None);
        _time.Advance(TimeSpan.FromSeconds(10));
        Directory.CreateDirectory(directory);
        Assert.True(scanner.Scan(None).Snapshot.Files.Single().Missing);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(scanner.Scan(None).Snapshot.Files);
    }

    [Fact]
    public void Scan_DirectoryThatCannotBeListed_IsAState()
    {
        File.CreateSymbolicLink(_temporary["loop"], _temporary["loop"]);
        var state = Scanner(_temporary["loop"]).Scan(None).Snapshot.State;
        Assert.Equal(SourceStateKind.Unreadable, state.Kind);
        Assert.Contains("cannot be listed", state.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Scan_PathIsAFile_SaysSo()
    {
        _temporary.Write("file", "");
        var state = Scanner(_temporary["file"]).Scan(None).Snapshot.State;
        Assert.Equal(SourceStateKind.Missing, state.Kind);
        Assert.Contains("not a directory", state.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Scan_OtherFilesystem_IsForeignUntilItDeclaresEverything()
    {
        // A link that is retargeted to another file system stands for a mount.
        string shm = Directory.CreateTempSubdirectory("oci-reconciler-").FullName;
        string other = Path.Combine("/dev/shm", Path.GetRandomFileName());
        Directory.CreateDirectory(other);
        try
        {
            Assert.SkipWhen(!Differ(shm, other), "one file system only");
            File.WriteAllText(Path.Combine(shm, "a.json"), "web v1\ndb v1");
            string link = _temporary["current"];
            File.CreateSymbolicLink(link, shm);
            var scanner = Scanner(link);
            scanner.Scan(None);
            Retarget(link, other);
            File.WriteAllText(Path.Combine(other, "b.json"), "web v2");
            scanner.Scan(None);
            _time.Advance(TimeSpan.FromSeconds(5));
            var foreign = scanner.Scan(None).Snapshot;
            Assert.Equal(SourceStateKind.ForeignFilesystem, foreign.State.Kind);
            Assert.Contains("declared before: db.", foreign.State.Message, StringComparison.Ordinal);
            Assert.Equal(["a.json", "b.json"], Names(foreign));
            Assert.True(foreign.Files[0].Missing);

            File.WriteAllText(Path.Combine(other, "c.json"), "db v1");
            Assert.Equal(SourceStateKind.Ready, scanner.Scan(None).Snapshot.State.Kind);
            _time.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(["b.json", "c.json"], Names(scanner.Scan(None).Snapshot));
        }
        finally
        {
            Directory.Delete(shm, recursive: true);
            Directory.Delete(other, recursive: true);
        }
    }

    [Fact]
    public void Scan_FilesystemBackAsItWas_IsReady()
    {
        string other = Path.Combine("/dev/shm", Path.GetRandomFileName());
        Directory.CreateDirectory(other);
        try
        {
            string own = _temporary.Make("own");
            Assert.SkipWhen(!Differ(own, other), "one file system only");
            File.WriteAllText(Path.Combine(own, "a.json"), "web v1");
            string link = _temporary["current"];
            File.CreateSymbolicLink(link, own);
            var scanner = Scanner(link);
            scanner.Scan(None);
            Retarget(link, other);
            Assert.Equal(SourceStateKind.ForeignFilesystem, scanner.Scan(None).Snapshot.State.Kind);
            Retarget(link, own);
            var back = scanner.Scan(None).Snapshot;
            Assert.Equal(SourceState.Ready, back.State);
            Assert.False(back.Files.Single().Missing);
        }
        finally
        {
            Directory.Delete(other, recursive: true);
        }
    }

    [Fact]
    public void Scan_BrokenAndYoung_WaitsForItsWriter()
    {
        var now = TimeProvider.System.GetUtcNow();
        _temporary.Write("web.json", "web v1");
        Scan();
        _temporary.Write("web.json", "web!");
        File.SetLastWriteTimeUtc(_temporary["web.json"], now.AddHours(1).UtcDateTime);
        var waiting = _scanner.Scan(None);
        Assert.True(waiting.Snapshot.Files.Single().IsValid);
        Assert.Equal(TimeSpan.FromMilliseconds(300), waiting.RescanAfter);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.True(Scan().Files.Single().IsBroken);
    }

    [Fact]
    public void Scan_BrokenYoungAndNew_IsReportedAsBeingWritten()
    {
        _temporary.Write("web.json", "");
        File.SetLastWriteTimeUtc(_temporary["web.json"], _time.GetUtcNow().UtcDateTime);
        var file = Scan().Files.Single();
        Assert.True(file is { Settling: true, IsBroken: true });
        _temporary.Write("web.json", "web v1");
        Assert.True(Scan().Files.Single() is { Settling: false, IsValid: true });
    }

    [Fact]
    public void Scan_BrokenAndClosed_IsReportedAtOnce()
    {
        _temporary.Write("web.json", "web!");
        File.SetLastWriteTimeUtc(_temporary["web.json"], _time.GetUtcNow().UtcDateTime);
        Assert.True(Scan("web.json").Files.Single() is { Settling: false, IsBroken: true });
    }

    [Fact]
    public void Scan_NotARegularFile_IsReportedAndNotOpened()
    {
        _temporary.Make("directory.json");
        Run("mkfifo", _temporary["fifo.json"]);
        File.CreateSymbolicLink(_temporary["null.json"], "/dev/null");
        File.CreateSymbolicLink(_temporary["dangling.json"], _temporary["nowhere"]);
        var errors = Scan().Files.ToDictionary(file => Path.GetFileName(file.Path), file => file.ReadError!, StringComparer.Ordinal);
        Assert.Equal(0, _parsed);
        Assert.Contains("is a directory", errors["directory.json"], StringComparison.Ordinal);
        Assert.Contains("is a FIFO", errors["fifo.json"], StringComparison.Ordinal);
        Assert.Contains("is a device", errors["null.json"], StringComparison.Ordinal);
        Assert.Contains("target does not exist", errors["dangling.json"], StringComparison.Ordinal);
    }

    [Fact]
    public void Scan_TooLarge_IsNotRead()
    {
        using (var file = File.Create(_temporary["big.json"]))
            file.SetLength(ManifestParser.MaxFileBytes + 1);
        var reported = Scan().Files.Single();
        Assert.False(reported.Readable);
        Assert.Contains("Split it", reported.ReadError, StringComparison.Ordinal);
        Assert.Equal(0, _parsed);
    }

    [Fact]
    public void Scan_ReadableAgain_IsValidAgain()
    {
        _temporary.Write("web.json", "web v1");
        Scan();
        File.Delete(_temporary["web.json"]);
        _temporary.Make("web.json");
        var bad = Scan().Files.Single();
        Assert.True(bad.IsBroken);
        Assert.Equal("web", bad.Manifest.Workloads.Single().Key.Name);
        Directory.Delete(_temporary["web.json"]);
        _temporary.Write("web.json", "web v1");
        Assert.True(Scan().Files.Single() is { IsValid: true, ReadError: null });
    }

    [Fact]
    public void Scan_ConfigMapSwap_FollowsTheLinks()
    {
        File.WriteAllText(Path.Combine(_temporary.Make("..1"), "web.json"), "web v1");
        File.WriteAllText(Path.Combine(_temporary.Make("..2"), "web.json"), "web v2");
        File.CreateSymbolicLink(_temporary["..data"], "..1");
        File.CreateSymbolicLink(_temporary["web.json"], "..data/web.json");
        Assert.Equal("v1", Scan().Files.Single().Manifest.Workloads.Single().Spec.Image);
        Retarget(_temporary["..data"], "..2");
        Assert.Equal("v2", Scan().Files.Single().Manifest.Workloads.Single().Spec.Image);
    }

    private static bool Differ(string one, string other)
    {
        _ = OciReconciler.Files.FileStat.OfPath(one, out var first);
        _ = OciReconciler.Files.FileStat.OfPath(other, out var second);
        return first.Device != second.Device;
    }

    private static void Retarget(string link, string target)
    {
        File.CreateSymbolicLink(link + ".new", target);
        Run("mv", "-T", link + ".new", link);
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
