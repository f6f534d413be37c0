namespace OciReconciler.UnitTests.Hashing;

public sealed class InputsKeyTests
{
    private const string Image = "sha256:1";
    private static readonly Dictionary<string, string> NoFiles = [];
    private static readonly Dictionary<string, string> Files = new() { ["/etc/pin.env"] = new string('a', 64) };
    private static readonly Dictionary<string, string> OtherFiles = new() { ["/etc/pin.env"] = new string('b', 64) };

    private readonly InputsKey _key = new(Enumerable.Range(0, InputsKey.Length).Select(number => (byte)number).ToArray());

    // Computed by hand with another HMAC. Another answer means that an upgrade replaces every workload that has files.
    [Fact]
    public void Digest_KnownKeyAndInputs_IsKnown() => Assert.Equal("fe1bb9f15987029d", _key.Digest(Image, Files).Hash);

    [Fact]
    public void Digest_WithFiles_ReportsNobodyWithoutTheKeyWhatIsInThem()
    {
        var digest = _key.Digest(Image, Files).Hash;
        Assert.Equal(16, digest.Length);
        Assert.NotEqual(SpecHash.Inputs(Image, Files), digest);
        Assert.NotEqual(InputsKey.Create().Digest(Image, Files).Hash[8..], digest[8..]);
        Assert.Equal(digest, _key.Digest(Image, Files).Hash);
        Assert.NotEqual(digest, _key.Digest(Image, OtherFiles).Hash);
        Assert.NotEqual(digest, _key.Digest("sha256:2", Files).Hash);
    }

    // So that a lost key, and the step to keys, change nothing for most workloads.
    [Fact]
    public void Digest_WithoutFiles_IsThatOfTheImageAlone() =>
        Assert.Equal(SpecHash.Inputs(Image, NoFiles), _key.Digest(Image, NoFiles).Hash);

    [Theory]
    [InlineData("unkeyed, same", true)]
    [InlineData("unkeyed, other", false)]
    [InlineData("same", true)]
    [InlineData("other", false)]
    public void Matches_MarkOfEarlier_KnowsWhatCanBeReported(string mark, bool matches)
    {
        var applied = mark switch
        {
            "unkeyed, same" => SpecHash.Inputs(Image, Files),
            "unkeyed, other" => SpecHash.Inputs(Image, OtherFiles),
            "same" => _key.Digest(Image, Files).Hash,
            _ => _key.Digest(Image, OtherFiles).Hash,
        };
        Assert.Equal(matches, _key.Digest(Image, Files).Matches(applied));
    }

    [Fact]
    public void IsOfAnother_ReportsKeysApart()
    {
        var own = _key.Digest(Image, Files).Hash;
        var foreign = InputsKey.Create().Digest(Image, Files).Hash;
        Assert.True(_key.Made(own));
        Assert.False(_key.IsOfAnother(own));
        Assert.True(_key.IsOfAnother(foreign));
        Assert.False(_key.IsOfAnother(OwnershipMark.Unknown));
        Assert.False(_key.IsOfAnother(SpecHash.Inputs(Image, NoFiles)));
    }

    // Other versions of the controller read it as they read any digest.
    [Fact]
    public void Digest_IsAWellFormedDigestOfAMark()
    {
        var digest = _key.Digest(Image, Files).Hash;
        var mark = new OwnershipMark(new WorkloadKey("web"), "podman-web.service", new string('0', 16), digest, new string('1', 16));
        Assert.True(Ownership.TryParse(Ownership.HolderDescription(mark), out var read));
        Assert.Equal(mark, read);
    }
}
