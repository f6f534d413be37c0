using Docker.DotNet.Models;

namespace OciReconciler.UnitTests.Engine;

public sealed class PullProgressTests
{
    private readonly PullProgress _sut = new();

    [Fact]
    public void LayersWithoutEnd_SoManyAreKnown()
    {
        for (var layer = 0; layer < 5000; layer++) Take("Pulling fs layer", $"{layer}");
        Take("Pulling fs layer", new string('a', 1000));
        Assert.Equal(1000, _sut.Current.LayersKnown);
    }

    [Fact]
    public void Docker_BytesLayersAndUnpackingAreSummed()
    {
        Take("Pulling from web", "1");
        foreach (var layer in (string[])["a", "b", "c"]) Take("Pulling fs layer", layer);
        Take("Waiting", "c");
        Take("Already exists", "c");
        Take("Downloading", "a", 10, 100);
        Take("Downloading", "b", 5, 20);
        Assert.Equal(new ImageProgress(15, 120) { LayersKnown = 2 }, _sut.Current);

        Take("Verifying Checksum", "b");
        Take("Download complete", "b");
        Assert.Equal(new ImageProgress(30, 120) { LayersKnown = 2, LayersDone = 1 }, _sut.Current);

        Take("Download complete", "a");
        // Its numbers are of unpacking, not of transfer.
        Take("Extracting", "a", 1, 100);
        Take("Pull complete", "a");
        Assert.Equal(new ImageProgress(120, 120) { LayersKnown = 2, LayersDone = 2, LayersUnpacked = 1 }, _sut.Current);
    }

    [Fact]
    public void Podman_LayersThatComeAtOnce_HaveNoSize()
    {
        Take("Pulling fs layer", "a");
        Take("Pulling fs layer", "b");
        Take("Downloading", "a", 65536, 40004739);
        Take("Download complete", "b");
        Assert.Equal(new ImageProgress(65536, 40004739) { LayersKnown = 2, LayersDone = 1, SizesAreKnown = false }, _sut.Current);
        Take("Download complete", "a");
        Assert.Equal(new ImageProgress(40004739, 40004739) { LayersKnown = 2, LayersDone = 2, SizesAreKnown = false }, _sut.Current);
    }

    [Fact]
    public void Podman_TriesALayerAgain_ItCountsFromTheStart()
    {
        Take("Downloading", "a", 90, 100);
        Take("Download complete", "a");
        Take("Pulling fs layer", "a");
        Assert.Equal(new ImageProgress(0, 100) { LayersKnown = 1 }, _sut.Current);
    }

    [Fact]
    public void OtherMessages_AreNoProgress()
    {
        Assert.False(_sut.Take(new JSONMessage { Status = "Pulling from web", ID = "1" }));
        Assert.False(_sut.Take(new JSONMessage { Status = "Digest: sha256:12" }));
        Assert.Equal(new ImageProgress(0, 0), _sut.Current);
    }

    private void Take(string status, string id, long? current = null, long? total = null) =>
        _sut.Take(
            new JSONMessage { Status = status, ID = id, Progress = total is null
                ? null : new JSONProgress { Current = current, Total = total } });
}
