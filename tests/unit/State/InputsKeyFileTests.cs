using OciReconciler.UnitTests.Sources;

namespace OciReconciler.UnitTests.State;

public sealed class InputsKeyFileTests : IDisposable
{
    private static readonly Dictionary<string, string> Files = new() { ["/etc/pin.env"] = new string('a', 64) };
    private readonly TemporaryDirectory _temporary = new();
    private readonly List<string> _warnings = [];

    private string FilePath => _temporary["state/inputs.key"];

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void ReadOrMake_None_MakesOneThatStays()
    {
        var made = Load();
        Assert.Equal(made, Load());
        Assert.Equal(AtomicFile.PrivateMode, File.GetUnixFileMode(FilePath));
        Assert.Empty(_warnings);
    }

    [Fact]
    public void ReadOrMake_Readable_IsClosed()
    {
        var made = Load();
        File.SetUnixFileMode(FilePath, AtomicFile.PublicMode);
        Assert.Equal(made, Load());
        Assert.Equal(AtomicFile.PrivateMode, File.GetUnixFileMode(FilePath));
        Assert.Contains("Its mode was 644", Assert.Single(_warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    [InlineData(100_000)]
    public void ReadOrMake_Damaged_IsReplacedAndSaidSo(int bytes)
    {
        Directory.CreateDirectory(_temporary["state"]);
        File.WriteAllBytes(FilePath, new byte[bytes]);
        var made = Load();
        Assert.Contains("is replaced by a new one", Assert.Single(_warnings), StringComparison.Ordinal);
        Assert.Equal(made, Load());
    }

    [Fact]
    public void ReadOrMake_CannotBeWritten_GoesOnAndSaysSo()
    {
        _temporary.Write("state", "no directory");
        Assert.NotEqual(Load(), Load());
        Assert.Equal(2, _warnings.Count);
    }

    private string Load() => InputsKeyFile.ReadOrMake(FilePath, _warnings.Add).Digest("sha256:1", Files).Hash;
}
