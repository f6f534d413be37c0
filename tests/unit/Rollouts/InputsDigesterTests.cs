using OciReconciler.Rollouts;
using OciReconciler.UnitTests.Sources;

namespace OciReconciler.UnitTests.Rollouts;

/// <summary>Marks of a key that is lost: nothing is restarted for it, and what changes from then on is noticed.</summary>
public sealed class InputsDigesterTests : IDisposable
{
    private const string Image = "sha256:1";
    private static readonly WorkloadKey Web = new("web");
    private static readonly Dictionary<string, string> Files = new() { ["/etc/pin.env"] = new string('a', 64) };
    private static readonly Dictionary<string, string> OtherFiles = new() { ["/etc/pin.env"] = new string('b', 64) };
    private readonly TemporaryDirectory _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void Of_MarkOfALostKey_IsTakenAsWhatIsThereAndLaterChangesAreNoticed()
    {
        var lost = InputsKey.Create().Digest(Image, Files).Hash;
        var key = InputsKey.Create();
        var sut = Sut(key);
        Assert.True(sut.Of(Web, Image, Files, lost).Matches(lost));
        Assert.True(sut.Of(Web, Image, Files, lost).Matches(lost));
        // A preparation knows no mark.
        Assert.True(sut.Of(Web, Image, Files).Matches(lost));
        Assert.False(sut.Of(Web, Image, OtherFiles, lost).Matches(lost));
        Assert.False(sut.Of(Web, Image, OtherFiles).Matches(lost));
        Assert.False(sut.Of(Web, "sha256:2", Files, lost).Matches(lost));

        // Also one that came while no controller ran.
        Assert.False(Sut(key).Of(Web, Image, OtherFiles, lost).Matches(lost));
        Assert.True(Sut(key).Of(Web, Image, Files, lost).Matches(lost));
    }

    // A digest without a key may begin as one with a key does, and goes on to be that of another image.
    [Fact]
    public void Of_ImageWhoseDigestLooksKeyed_OtherImagesAreNoticed()
    {
        Dictionary<string, string> none = [];
        var image = Enumerable.Range(0, 1_000_000).Select(number => $"sha256:{number}")
            .First(id => SpecHash.Inputs(id, none).StartsWith("fe1", StringComparison.Ordinal));
        var applied = SpecHash.Inputs(image, none);
        var sut = Sut(InputsKey.Create());
        Assert.True(sut.Of(Web, image, none, applied).Matches(applied));
        Assert.False(sut.Of(Web, Image, none, applied).Matches(applied));
        Assert.False(sut.Of(Web, Image, none).Matches(applied));
        Assert.Empty(Directory.GetFiles(_temporary.Path));
    }

    [Fact]
    public void Of_KeyIsLostTwice_RestartsNothingTwice()
    {
        var lost = InputsKey.Create().Digest(Image, Files).Hash;
        Assert.True(Sut(InputsKey.Create()).Of(Web, Image, Files, lost).Matches(lost));
        var second = Sut(InputsKey.Create());
        Assert.True(second.Of(Web, Image, Files, lost).Matches(lost));
        Assert.False(second.Of(Web, Image, OtherFiles, lost).Matches(lost));
    }

    [Fact]
    public void Of_CommandThatOnlyReads_RemembersNothing()
    {
        var lost = InputsKey.Create().Digest(Image, Files).Hash;
        Assert.True(Sut(InputsKey.Create(), remembers: false).Of(Web, Image, Files, lost).Matches(lost));
        Assert.Empty(Directory.GetFiles(_temporary.Path));
    }

    [Fact]
    public void Of_MarkOfBeforeThereWereKeys_IsCompared()
    {
        var sut = Sut(InputsKey.Create());
        Assert.True(sut.Of(Web, Image, Files, SpecHash.Inputs(Image, Files)).Matches(SpecHash.Inputs(Image, Files)));
        Assert.False(sut.Of(Web, Image, OtherFiles, SpecHash.Inputs(Image, Files)).Matches(SpecHash.Inputs(Image, Files)));
        Assert.Empty(Directory.GetFiles(_temporary.Path));
    }

    private InputsDigester Sut(InputsKey key, bool remembers = true)
    {
        var records = new RolloutRecords(_temporary.Path, TinyManifests.Rules, StateFiles.ReadOnly, NullLogger<RolloutRecords>.Instance);
        records.Load(readOnly: false);
        return new InputsDigester(key, new RolloutStates(records, new FakeTimeProvider()), remembers);
    }
}
