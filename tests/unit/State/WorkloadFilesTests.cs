using OciReconciler.UnitTests.Sources;

namespace OciReconciler.UnitTests.State;

public sealed class WorkloadFilesTests : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Public = Private | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private static readonly WorkloadKey Web = new("web");
    private static readonly WorkloadKey Db = new("db");
    private readonly TemporaryDirectory _temporary = new();
    private readonly List<string> _reported = [];
    private readonly List<string> _failed = [];
    private readonly Dictionary<WorkloadKey, string> _taken = [];

    private string Lying => _temporary["files"];

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void Write_DirectoryIsNotThere_IsMadeByPrivateFormatsAlone()
    {
        Files(PrivateFile.WriteAndSync).Write(Web, "1");
        Assert.Equal("1", Files(AtomicFile.Write).TryRead(Web));
        Assert.Equal(Private | UnixFileMode.UserExecute, File.GetUnixFileMode(Lying));

        Directory.Delete(Lying, recursive: true);
        Assert.Throws<DirectoryNotFoundException>(() => Files(AtomicFile.Write).Delete(Web));
        Assert.ThrowsAny<IOException>(() => Files(AtomicFile.Write).Write(Web, "1"));
        Assert.False(Files(AtomicFile.Write).Exists);
    }

    public static TheoryData<string, UnixFileMode> Modes => new()
    {
        { nameof(AtomicFile.Write), Public },
        { nameof(AtomicFile.WriteDurably), Private },
        { nameof(PrivateFile.Write) + "Privately", Private },
        { nameof(PrivateFile.WriteAndSync), Private },
    };

    [Theory]
    [MemberData(nameof(Modes))]
    public void Write_ByFormat_DecidesWhoReads(string name, UnixFileMode mode)
    {
        _temporary.Make("files");
        FileReplacement replace = name switch
        {
            nameof(AtomicFile.Write) => AtomicFile.Write,
            nameof(AtomicFile.WriteDurably) => AtomicFile.WriteDurably,
            nameof(PrivateFile.WriteAndSync) => PrivateFile.WriteAndSync,
            _ => PrivateFile.Write,
        };
        Files(replace).Write(Web, "1");
        Assert.Equal(mode, File.GetUnixFileMode(Files().PathOf(Web)));
        Assert.Equal(["web.txt"], Directory.GetFileSystemEntries(Lying).Select(path => Path.GetFileName(path)));
    }

    [Fact]
    public void Load_AllThatIsThere_IsTakenOrSetAsideAndTheRestIsLeft()
    {
        Files().Write(Web, "1");
        _temporary.Write("files/db.txt", "bad");
        _temporary.Write("files/Not a name.txt", "1");
        _temporary.Write("files/other.json", "1");
        _temporary.Write("files/.new-0.tmp", "1");

        Load(readOnly: false);

        Assert.Equal([KeyValuePair.Create(Web, "1")], _taken);
        Assert.Empty(_failed);
        var damaged = $"{_temporary["files/db.txt"]} is damaged: it is bad. It was set aside as ";
        Assert.StartsWith(damaged, Assert.Single(_reported), StringComparison.Ordinal);
        Assert.Equal(
            ["Not a name.txt", "db.txt.damaged", "other.json", "web.txt"],
            Directory.GetFileSystemEntries(Lying).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Load_ReadOnly_MakesAndTidiesNothing()
    {
        Load(readOnly: true);
        Assert.False(Directory.Exists(Lying));
        _temporary.Make("files");
        _temporary.Write("files/.new-0.tmp", "1");
        Load(readOnly: true);
        Assert.True(File.Exists(_temporary["files/.new-0.tmp"]));
        Assert.Empty(_failed);
    }

    [Fact]
    public void Load_NoDirectory_IsReportedAsAFailureOfTheDirectory()
    {
        _temporary.Write("files", "a file in its place");
        Load(readOnly: false);
        Assert.Equal([Lying], _failed);
    }

    [Fact]
    public void TrySave_DiskFails_IsRememberedUntilItSucceeds()
    {
        var files = Files();
        _temporary.Make("files/web.txt");
        var first = files.TrySave(Web, "1");
        Assert.Equal((files.PathOf(Web), true), (first?.Path, first?.IsFirst));
        Assert.False(files.TrySave(Web, "2")?.IsFirst);
        Assert.Null(files.TrySave(Db, "1"));
        Assert.Equal([Web], files.Unsaved);

        Directory.Delete(_temporary["files/web.txt"]);
        Assert.Null(files.TrySave(Web, "3"));
        Assert.False(files.HasUnsaved);
        Assert.Equal("3", files.TryRead(Web));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(100)]
    public void TrySave_Several_GivesTheFailureOfEach(int count)
    {
        var files = Files();
        _temporary.Make("files/w1.txt");
        var results = files.TrySave([.. Enumerable.Range(0, count).Select(index => (new WorkloadKey($"w{index}"), "1"))]);
        Assert.Equal(count, results.Count);
        Assert.Equal(new WorkloadKey("w1"), Assert.Single(results, result => result.Failure is not null).Key);
        Assert.Equal(count, files.Named().Count());
        Assert.Equal(count - 1, files.Keys().Count);
    }

    [Fact]
    public void TryDelete_CannotBe_IsReportedAndNotTriedAgain()
    {
        var files = Files();
        _temporary.Make("files/web.txt");
        Assert.True(files.TryDelete(Web)?.IsFirst);
        Assert.False(files.HasUnsaved);
        Directory.Delete(_temporary["files/web.txt"]);
        Assert.Null(files.TryDelete(Web));
    }

    [Fact]
    public void Holds_SameBytes_NeedsNoWrite()
    {
        var files = Files();
        Assert.False(files.HasValue(Web, "1"));
        files.Write(Web, "1");
        Assert.True(files.HasValue(Web, "1"));
        Assert.False(files.HasValue(Web, "2"));
    }

    private WorkloadFiles<string> Files(FileReplacement? replace = null)
    {
        var format = FileFormat.Text(replace ?? PrivateFile.WriteDurably) with
        {
            Suffix = ".txt",
            Parse = (_, bytes) => Encoding.UTF8.GetString(bytes) is var text and not "bad"
                ? text
                : throw new InvalidDataException("it is bad"),
        };
        return new(Lying, format, new StateFiles(_reported.Add));
    }

    private void Load(bool readOnly) => Files().Load(readOnly, _taken.Add, (path, _) => _failed.Add(path));
}
