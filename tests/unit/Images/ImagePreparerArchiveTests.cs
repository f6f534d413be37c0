using System.IO.Compression;
using OciReconciler.Images;

namespace OciReconciler.UnitTests.Images;

public sealed class ImagePreparerArchiveTests : IDisposable
{
    private const string Image = PrepareFixture.Image;
    private readonly PrepareFixture _fixture = new();

    public ImagePreparerArchiveTests()
    {
        _fixture.Engine.Archives["one"] = (Image, "sha256:one");
        _fixture.Engine.Archives["two"] = (Image, "sha256:two");
        _fixture.Engine.Archives["other"] = ("other:1", "sha256:other");
        _fixture.Spec = _fixture.Spec with { ImageFile = _fixture.Write("image.tar", "one") };
    }

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task ImageFile_LoadedOncePerContent()
    {
        Assert.Equal("sha256:one", (await _fixture.PrepareAsync()).Id);
        Assert.Equal("sha256:one", (await _fixture.PrepareAsync(PrepareReason.Start)).Id);
        Assert.Single(_fixture.Engine.Loads);
        Assert.Empty(_fixture.Engine.Pulls);

        _fixture.Write("image.tar", "two");
        Assert.Equal("sha256:two", (await _fixture.PrepareAsync()).Id);
        Assert.Equal(["one", "two"], _fixture.Engine.Loads);
    }

    [Fact]
    public async Task ImageFile_ImageRemovedOrRetagged_IsLoadedAgain()
    {
        await _fixture.PrepareAsync();
        _fixture.Engine.Local.Remove(Image);
        Assert.Equal("sha256:one", (await _fixture.PrepareAsync()).Id);
        _fixture.Engine.Local[Image] = "sha256:somebody's";
        Assert.Equal("sha256:one", (await _fixture.PrepareAsync()).Id);
        Assert.Equal(3, _fixture.Engine.Loads.Count);
    }

    [Fact]
    public async Task ImageFile_Unchanged_LoadsOnlyWhenImageIsMissing()
    {
        _fixture.Engine.Local[Image] = "sha256:local";
        Assert.Equal("sha256:local", (await _fixture.PrepareAsync(PrepareReason.Unchanged)).Id);
        Assert.Empty(_fixture.Engine.Loads);
        _fixture.Engine.Local.Clear();
        Assert.Equal("sha256:one", (await _fixture.PrepareAsync(PrepareReason.Unchanged)).Id);
    }

    [Fact]
    public async Task ImageFile_OtherNameInside_SaysSoAndPulls()
    {
        _fixture.Write("image.tar", "other");
        var prepared = await _fixture.PrepareAsync();
        Assert.Equal("sha256:remote", prepared.Id);
        Assert.Contains($"does not hold {Image}", Assert.Single(prepared.Warnings).Message, StringComparison.Ordinal);

        await _fixture.PrepareAsync();
        Assert.Single(_fixture.Engine.Loads);
    }

    [Fact]
    public async Task ImageFile_Missing_SaysWhichAndWhatToDo()
    {
        File.Delete(_fixture.Spec.ImageFile!);
        var failure = await _fixture.FailAsync();
        Assert.Equal(Reasons.ImageFileNotFound, failure.Reason);
        Assert.Contains($"{_fixture.Spec.ImageFile} does not exist", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ImageFile_Rubbish_IsALoadFailureAndNotRemembered()
    {
        _fixture.Write("image.tar", "rubbish");
        Assert.Equal(Reasons.ImageLoadFailed, (await _fixture.FailAsync()).Reason);
        Assert.Equal(Reasons.ImageLoadFailed, (await _fixture.FailAsync()).Reason);
        Assert.Equal(2, _fixture.Engine.Loads.Count);
    }

    [Fact]
    public async Task ImageFile_PackedWithGzip_IsUnpackedForTheEngine()
    {
        await File.WriteAllBytesAsync(_fixture.Spec.ImageFile!, Gzip("one"), TestContext.Current.CancellationToken);
        Assert.Equal("sha256:one", (await _fixture.PrepareAsync()).Id);
        Assert.Equal("one", Assert.Single(_fixture.Engine.Loads));
    }

    [Fact]
    public async Task ImageFile_DamagedGzip_SaysSo()
    {
        var archive = Gzip("one");
        // No such kind of block.
        archive[10] = 0xff;
        await File.WriteAllBytesAsync(_fixture.Spec.ImageFile!, archive, TestContext.Current.CancellationToken);
        var failure = await _fixture.FailAsync();
        Assert.Equal(Reasons.ImageLoadFailed, failure.Reason);
        Assert.Contains("packed with gzip and damaged", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ImageFile_Loaded_ReportsBytesAndItsGoodEnd()
    {
        await _fixture.PrepareAsync();
        var transfer = Assert.IsType<PrepareEvent.Began>(_fixture.News[0]).Transfer;
        Assert.Equal((TransferKind.Load, _fixture.Spec.ImageFile), (transfer.Kind, transfer.What));
        Assert.Contains(new PrepareEvent.Progressed(transfer, new ImageProgress(3, 3)), _fixture.News);
        Assert.Equal(new PrepareEvent.Ended(transfer, Succeeded: true), _fixture.News[^1]);
    }

    [Fact]
    public async Task ImageStream_Fails_ReportsBytesWithoutATotalAndABadEnd()
    {
        StreamOf("rubbish");
        await _fixture.FailAsync();
        var transfer = Assert.IsType<PrepareEvent.Began>(_fixture.News[0]).Transfer;
        Assert.Contains(new PrepareEvent.Progressed(transfer, new ImageProgress(7, 0)), _fixture.News);
        Assert.Equal(new PrepareEvent.Ended(transfer, Succeeded: false), _fixture.News[^1]);
    }

    [Fact]
    public async Task ImageStream_OutputIsLoadedOnce()
    {
        StreamOf("one");
        Assert.Equal("sha256:one", (await _fixture.PrepareAsync()).Id);
        await _fixture.PrepareAsync();
        Assert.Equal(1, _fixture.ProgramRuns);
    }

    [Fact]
    public async Task ImageStream_ProgramFails_ItsWordsAreTheFailure()
    {
        StreamOf("rubbish", new ImagePrepareException(Reasons.ImageStreamFailed, "exit status 3: no such flake"));
        var failure = await _fixture.FailAsync();
        Assert.Equal(Reasons.ImageStreamFailed, failure.Reason);
        Assert.Contains("no such flake", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ImageStream_ProgramFailsAfterAGoodArchive_IsAFailureToo()
    {
        StreamOf("one", new ImagePrepareException(Reasons.ImageStreamFailed, "killed"));
        Assert.Equal(Reasons.ImageStreamFailed, (await _fixture.FailAsync()).Reason);
    }

    [Fact]
    public async Task ImageStream_Rubbish_IsALoadFailure()
    {
        StreamOf("rubbish");
        Assert.Equal(Reasons.ImageLoadFailed, (await _fixture.FailAsync()).Reason);
    }

    private static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }

    private void StreamOf(string output, ImagePrepareException? failure = null)
    {
        _fixture.Spec = _fixture.Spec with { ImageFile = null, ImageStream = _fixture.Write("stream", "#!/bin/sh") };
        _fixture.Program = (output, failure);
    }
}
