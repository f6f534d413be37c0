namespace OciReconciler.UnitTests.Sources;

public sealed class SourceHistoryTests : IDisposable
{
    private readonly TemporaryDirectory _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void Remember_AnotherProcess_FindsIt()
    {
        var identity = FileSystemIdentity.Of("/")!;
        Assert.Null(Memory().Find("/m"));
        Assert.Null(Memory().Record("/m", identity));
        Assert.Null(Memory().Record("/n", identity with { Id = "1" }));
        Assert.Equal(identity, Memory().Find("/m"));
        Assert.Null(Memory().Find("/other"));
    }

    [Fact]
    public void Remember_DiskFails_SaysWhatFollows()
    {
        _temporary.Write("file", "");
        var memory = new SourceHistory(Path.Combine(_temporary["file"], "filesystems.json"), _ => [], StateFiles.ReadOnly);
        Assert.Contains("may look emptied", memory.Record("/m", FileSystemIdentity.Of("/")!), StringComparison.Ordinal);
        Assert.NotNull(memory.Find("/m"));
    }

    [Fact]
    public void Remember_DiskFailed_IsWrittenWhenThereIsRoom()
    {
        _temporary.Write("state", "");
        var path = Path.Combine(_temporary["state"], "filesystems.json");
        var (memory, identity) = (new SourceHistory(path, _ => [], StateFiles.ReadOnly), FileSystemIdentity.Of("/")!);
        Assert.NotNull(memory.Record("/m", identity));
        Assert.NotNull(memory.Record("/m", identity));
        File.Delete(_temporary["state"]);
        Assert.Null(memory.Record("/m", identity));
        Assert.Equal(identity, new SourceHistory(path, _ => [], StateFiles.ReadOnly).Find("/m"));
    }

    [Theory]
    [InlineData("{\"/m\":{}}")]
    [InlineData("{\"/m\":null}")]
    [InlineData("{\"/m\": {")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("")]
    public void Scan_WhatWasKnownIsDamaged_NothingIsRemovedUntilItIsDeclaredAgain(string content)
    {
        var directory = _temporary.Make("m");
        _temporary.Write("filesystems.json", content);

        var state = Scan();
        Assert.Equal(SourceStateKind.ForeignFilesystem, state.Kind);
        Assert.Contains("is not known any more", state.Message, StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllText(_temporary["filesystems.json.damaged"]));
        // Nor after a restart.
        Assert.Equal(SourceStateKind.ForeignFilesystem, Scan().Kind);

        _temporary.Write("m/a.json", "web v1");
        Assert.Equal(SourceStateKind.Ready, Scan().Kind);
        File.Delete(_temporary["m/a.json"]);
        Assert.Equal(SourceStateKind.Ready, Scan().Kind);

        SourceState Scan() => new DirectoryScanner(
            directory, TinyManifests.Parsing, new ScanOptions(), new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddHours(1)),
            Memory([new("web")])).Scan([]).Snapshot.State;
    }

    [Fact]
    public void Scan_UnmountedWhileAFileWasBroken_IsForeign()
    {
        var directory = _temporary.Make("m");
        _temporary.Write("m/a.json", "web v1");
        var memory = Memory([new("web")]);
        var scanner = new DirectoryScanner(
            directory, TinyManifests.Parsing, new ScanOptions(), new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddHours(1)), memory);
        Assert.Equal(SourceStateKind.Ready, scanner.Scan([]).Snapshot.State.Kind);
        _temporary.Write("m/a.json", "broken");
        scanner.Scan([]);
        memory.Record(directory, FileSystemIdentity.Of(directory)! with { Type = "1", IsMountPoint = true, Source = "/dev/sdz1" });
        File.Delete(_temporary["m/a.json"]);
        Assert.Equal(SourceStateKind.ForeignFilesystem, scanner.Scan([]).Snapshot.State.Kind);
    }

    [Theory]
    [InlineData("web", false)]
    [InlineData("web db", true)]
    [InlineData("web db cache", true)]
    public void Scan_FirstOfAProcessOnAnotherFileSystem_IsForeignUntilAllIsDeclared(string declares, bool accepted)
    {
        var directory = _temporary.Make("m");
        var elsewhere = FileSystemIdentity.Of(directory)! with { Type = "1", IsMountPoint = true, Source = "/dev/sdz1" };
        Memory().Record(directory, elsewhere);
        _temporary.Write("m/a.json", string.Join('\n', declares.Split(' ').Select(name => $"{name} v1")));
        ImmutableHashSet<WorkloadKey> earlier = [new("web"), new("db")];

        var memory = Memory(earlier);
        var scanner = new DirectoryScanner(
            directory, TinyManifests.Parsing, new ScanOptions(), new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddHours(1)), memory);
        var state = scanner.Scan([]).Snapshot.State;

        Assert.Equal(accepted ? SourceStateKind.Ready : SourceStateKind.ForeignFilesystem, state.Kind);
        Assert.Equal(accepted, memory.Find(directory) != elsewhere);
        if (!accepted)
        {
            Assert.Contains("was the mount point of /dev/sdz1", state.Message, StringComparison.Ordinal);
            Assert.Contains("declared before: db.", state.Message, StringComparison.Ordinal);
            Assert.Contains($"remove {_temporary["filesystems.json"]} and restart", state.Message, StringComparison.Ordinal);
        }
    }

    private SourceHistory Memory(ImmutableHashSet<WorkloadKey>? earlier = null) =>
        new(_temporary["filesystems.json"], _ => earlier?.Select(key => (key, "")) ?? [], new StateFiles(null));
}
