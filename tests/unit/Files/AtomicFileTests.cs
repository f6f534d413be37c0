using OciReconciler.UnitTests.Sources;

namespace OciReconciler.UnitTests.Files;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryDirectory _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void Write_ReplacesByRename()
    {
        AtomicFile.Write(_temporary["status.json"], "old and longer"u8);
        using var reader = File.OpenText(_temporary["status.json"]);
        AtomicFile.Write(_temporary["status.json"], "new"u8);
        Assert.Equal("old and longer", reader.ReadToEnd());
        Assert.Equal("new", File.ReadAllText(_temporary["status.json"]));
        Assert.Equal(AtomicFile.PublicMode, File.GetUnixFileMode(_temporary["status.json"]));
        Assert.Single(Directory.GetFileSystemEntries(_temporary.Path));
    }

    [Fact]
    public void Write_TargetIsADirectory_ThrowsAndLeavesNothingBehind()
    {
        _temporary.Make("status.json");
        Assert.ThrowsAny<Exception>(() => AtomicFile.Write(_temporary["status.json"], "new"u8));
        Assert.Equal(["status.json"], [.. Directory.GetFileSystemEntries(_temporary.Path).Select(path => Path.GetFileName(path))]);
    }

    [Theory]
    [InlineData("status.json")]
    [InlineData("nowhere/status.json")]
    public void Write_Fails_NamesTheFileAndNotTheTemporaryOne(string name)
    {
        _temporary.Make("status.json");
        var failure = Assert.ThrowsAny<IOException>(() => AtomicFile.Write(_temporary[name], "new"u8));
        Assert.Contains(_temporary[name], failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(".new-", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SyncDirectory_Missing_Throws() => Assert.Throws<IOException>(() => AtomicFile.SyncDirectory(_temporary["nowhere"]));
}
