using OciReconciler.UnitTests.Sources;

namespace OciReconciler.UnitTests.Files;

public sealed class InputFilesTests : IDisposable
{
    private readonly TemporaryDirectory _temporary = new();
    private readonly InputFiles _files = new(TimeProvider.System);

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task Open_LargeFile_IsReadFromItsBeginningToTheEndThatItHad()
    {
        var content = new byte[(3 << 20) + 17];
        Random.Shared.NextBytes(content);
        await File.WriteAllBytesAsync(_temporary["archive"], content, Token);
        await using var file = await _files.OpenAsync(_temporary["archive"], InputFiles.ArchiveBytes, Token);
        Assert.False(await file.StartsWithAsync(content.AsMemory(1, 20), Token));
        Assert.True(await file.StartsWithAsync(content.AsMemory(0, 20), Token));
        Assert.Equal((content.Length, 0), (file.Length, file.Position));
        // A file that is written to for ever is not followed for ever.
        await File.AppendAllTextAsync(_temporary["archive"], "more", Token);
        using var read = new MemoryStream();
        await file.CopyToAsync(read, Token);
        Assert.Equal(content, read.ToArray());
        Assert.Equal(content.Length, file.Position);
    }

    [Fact]
    public async Task Open_FileThatDoesNotReportItsSize_IsReadToItsEnd()
    {
        await using var file = await _files.OpenAsync("/proc/self/status", InputFiles.EnvironmentBytes, Token);
        using var read = new StreamReader(file);
        Assert.StartsWith("Name:", await read.ReadToEndAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_Cancelled_EndsAtOnce()
    {
        _temporary.Write("password", "pw");
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _files.ReadAllBytesAsync(_temporary["password"], 10, cancelled.Token));
    }

    [Fact]
    public async Task Has_WhatIsThere_IsReported()
    {
        _temporary.Write("password", "pw");
        Directory.CreateSymbolicLink(_temporary["nowhere"], _temporary["gone"]);
        Assert.True(await _files.HasAsync(_temporary["password"], Token));
        Assert.True(await _files.HasAsync(_temporary.Path, Token));
        Assert.False(await _files.HasAsync(_temporary["gone"], Token));
        Assert.False(await _files.HasAsync(_temporary["nowhere"], Token));
        Assert.False(await _files.HasAsync(_temporary["password/x"], Token));
        Assert.False(await _files.HasAsync("/" + new string('x', 5000), Token));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
