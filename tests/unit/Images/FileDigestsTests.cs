using System.Security.Cryptography;
using OciReconciler.Images;
using OciReconciler.UnitTests.Files;

namespace OciReconciler.UnitTests.Images;

public sealed class FileDigestsTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("oci-digests-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Of_ImageFileAndEnvironmentFiles_AreSha256OfTheirContent()
    {
        var digests = await new FileDigests(Late())
            .OfAsync(Spec(Write("image.tar", "a"), Write("env", "B=1")), TestContext.Current.CancellationToken);
        Assert.Equal(Hex("a"), digests[Path.Combine(_directory, "image.tar")]);
        Assert.Equal(Hex("B=1"), digests[Path.Combine(_directory, "env")]);
    }

    [Fact]
    public async Task Of_SameSizeAndModificationTime_SeesTheNewContent()
    {
        var file = Write("env", "A=1");
        var stamp = File.GetLastWriteTimeUtc(file);
        var sut = new FileDigests(Late());
        await sut.OfAsync(Spec(null, file), TestContext.Current.CancellationToken);
        Write("env.new", "A=2");
        File.Move(file + ".new", file, overwrite: true);
        File.SetLastWriteTimeUtc(file, stamp);
        Assert.Equal(Hex("A=2"), (await sut.OfAsync(Spec(null, file), TestContext.Current.CancellationToken))[file]);
    }

    [Fact]
    public async Task Of_UnchangedFile_IsNotReadAgain()
    {
        var file = Write("env", "A=1");
        var sut = new FileDigests(Late());
        await sut.OfAsync(Spec(null, file), TestContext.Current.CancellationToken);
        using var opens = new OpenWatch(file);
        Assert.Equal(Hex("A=1"), (await sut.OfAsync(Spec(null, file), TestContext.Current.CancellationToken))[file]);
        Assert.Equal(0, opens.Count());
    }

    [Fact]
    public async Task Of_FreshFile_IsReadEachTimeUntilItsTimeStampsCanBeTrusted()
    {
        var file = Write("env", "A=1");
        var sut = new FileDigests(new FakeTimeProvider(new DateTimeOffset(File.GetLastWriteTimeUtc(file))));
        await sut.OfAsync(Spec(null, file), TestContext.Current.CancellationToken);
        using var opens = new OpenWatch(file);
        await sut.OfAsync(Spec(null, file), TestContext.Current.CancellationToken);
        Assert.Equal(1, opens.Count());
    }

    [Theory]
    [InlineData(true, Reasons.ImageFileNotFound)]
    [InlineData(false, Reasons.EnvironmentFileNotFound)]
    public async Task Of_MissingFile_SaysWhichAndWhatToDo(bool isImage, string reason)
    {
        var missing = Path.Combine(_directory, "missing");
        var failure = await Assert.ThrowsAsync<ImagePrepareException>(() => new FileDigests(Late()).OfAsync(
            isImage ? Spec(missing) : Spec(null, missing), TestContext.Current.CancellationToken));
        Assert.Equal(reason, failure.Reason);
        Assert.Contains($"{missing} does not exist", failure.Message, StringComparison.Ordinal);
        Assert.True(failure.IsTransient);
    }

    [Fact]
    public async Task Of_Directory_IsRefused()
    {
        var failure = await Assert.ThrowsAsync<ImagePrepareException>(
            () => new FileDigests(Late()).OfAsync(Spec(null, _directory), TestContext.Current.CancellationToken));
        Assert.Contains("is a directory", failure.Message, StringComparison.Ordinal);
    }

    private static FakeTimeProvider Late() => new(new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));

    private static string Hex(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static WorkloadSpec Spec(string? imageFile, params string[] environmentFiles) =>
        new() { Key = new WorkloadKey("web"), Image = "web", ImageFile = imageFile, EnvironmentFiles = [.. environmentFiles] };

    private string Write(string name, string content)
    {
        var path = Path.Combine(_directory, name);
        File.WriteAllText(path, content);
        return path;
    }
}
