using OciReconciler.UnitTests.Sources;

namespace OciReconciler.UnitTests.Files;

public sealed class ExposureTests : IDisposable
{
    private readonly TemporaryDirectory _temporary = new();

    public ExposureTests()
    {
        _temporary.Make("above/m");
        Chmod("above", "755");
        Chmod("above/m", "755");
        _temporary.Write("above/m/web.json", "web v1");
        Chmod("above/m/web.json", "644");
    }

    public void Dispose() => _temporary.Dispose();

    [Theory]
    [InlineData("above/m", "700", null)]
    [InlineData("above/m", "777", "above/m can be changed by everybody: {1}. chmod o-w {0}above/m")]
    [InlineData("above/m", "1777", "above/m can be changed by everybody: {1}. chmod o-w {0}above/m")]
    [InlineData("above", "777", "above can be changed by everybody: {1}. chmod o-w {0}above")]
    [InlineData("above", "1777", null)]
    public void OfDirectory_ItAndWhatIsAboveIt_AreNobodyElsesToChange(string changed, string mode, string? warning)
    {
        Chmod(changed, mode);
        var expected = warning is null ? null : _temporary.Path + "/" + warning
            .Replace("{0}", _temporary.Path + "/", StringComparison.Ordinal)
            .Replace("{1}", "who can write manifests is root on this host", StringComparison.Ordinal);
        Assert.Equal(expected, Exposure.OfDirectory(_temporary["above/m"]));
    }

    [Fact]
    public void OfDirectory_LinkToAPlaceThatAllCanChange_IsReported()
    {
        Chmod("above", "777");
        Directory.CreateSymbolicLink(_temporary["link"], _temporary["above/m"]);
        var warning = Exposure.OfDirectory(_temporary["link"]);
        Assert.StartsWith($"{_temporary["above"]} can be changed by everybody", warning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("666", "can be changed by everybody")]
    [InlineData("644", null)]
    [InlineData("600", null)]
    public void OfFile_Mode_Counts(string mode, string? warning)
    {
        Chmod("above/m/web.json", mode);
        Assert.Equal(warning is null, OfFile("above/m/web.json") is null);
    }

    [Fact]
    public void OfFile_LinkIntoADirectoryThatAllCanChange_IsReported()
    {
        _temporary.Make("shared");
        Chmod("shared", "777");
        _temporary.Write("shared/web.json", "web v1");
        Chmod("shared/web.json", "644");
        File.CreateSymbolicLink(_temporary["above/m/link.json"], _temporary["shared/web.json"]);
        Assert.StartsWith($"{_temporary["shared"]} can be changed by everybody", OfFile("above/m/link.json"), StringComparison.Ordinal);
    }

    [Fact]
    public void OfFile_OtherOwnerOrGroup_IsReported()
    {
        Assert.SkipUnless(LibC.EffectiveUser() == 0, "only root gives files away");
        Chown("above/m/web.json", 1234, 0);
        Assert.Contains("can be changed by its owner, user 1234: who", OfFile("above/m/web.json"), StringComparison.Ordinal);
        Chown("above/m/web.json", 0, 1234);
        Assert.Null(OfFile("above/m/web.json"));
        Chmod("above/m/web.json", "664");
        Assert.Contains("can be changed by group 1234: who", OfFile("above/m/web.json"), StringComparison.Ordinal);
    }

    // A change of the mode alone is another version of the file, and nothing of what it declares.
    [Fact]
    public void Scan_ModeChanges_IsReportedAndTakenBack()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var memory = new SourceHistory(_temporary["fs.json"], _ => [], StateFiles.ReadOnly);
        var scanner = new DirectoryScanner(
            _temporary["above/m"], new ManifestParsing(TinyManifests.Parse, () => { }), new ScanOptions(), time, memory);
        Assert.Null(Scan(scanner).Files[0].Exposure);
        Chmod("above/m/web.json", "646");
        Chmod("above/m", "757");
        Assert.NotNull(Scan(scanner).Files[0].Exposure);
        Assert.NotNull(Scan(scanner).State.Exposure);
        Assert.True(Scan(scanner).Files[0].IsValid);
        Chmod("above/m/web.json", "644");
        Chmod("above/m", "755");
        Assert.Null(Scan(scanner).Files[0].Exposure);
        Assert.Equal(SourceState.Ready, Scan(scanner).State);
    }

    private static SourceSnapshot Scan(DirectoryScanner scanner) => scanner.Scan(ImmutableHashSet<string>.Empty).Snapshot;

    private string? OfFile(string name)
    {
        Assert.Equal(0, FileStat.OfPath(_temporary[name], out var stat));
        return Exposure.OfFile(_temporary[name], stat);
    }

    private void Chmod(string name, string mode) => File.SetUnixFileMode(_temporary[name], (UnixFileMode)Convert.ToInt32(mode, 8));

    private void Chown(string name, uint user, uint group) => Assert.Equal(0, Native.ChangeOwner(_temporary[name], user, group));
}
