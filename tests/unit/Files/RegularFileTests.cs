using OciReconciler.UnitTests.Sources;

namespace OciReconciler.UnitTests.Files;

public sealed class RegularFileTests : IDisposable
{
    private readonly TemporaryDirectory _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Theory]
    [InlineData("a file", null)]
    [InlineData("a link to a file", null)]
    [InlineData("a FIFO", "is a FIFO, not a regular file")]
    [InlineData("a link to a FIFO", "is a FIFO, not a regular file")]
    [InlineData("a socket", "is a socket, not a regular file")]
    [InlineData("/dev/zero", "is a device, not a regular file")]
    [InlineData("/dev/full", "is a device, not a regular file")]
    [InlineData("a directory", "is a directory, not a regular file")]
    [InlineData("nothing", "does not exist")]
    [InlineData("a dangling link", "does not exist")]
    [InlineData("below a file", "does not exist")]
    [InlineData("a link to itself", "cannot be opened: Too many levels of symbolic links")]
    [InlineData("a sparse file", "has more than the 8 bytes that are read of it")]
    [InlineData("a file of /proc that is longer than it says", "has more than the 8 bytes that are read of it")]
    public async Task ReadAllBytes_WhateverThePathLeadsTo_ReturnsAtOnce(string what, string? problem)
    {
        var path = Make(what);
        string? reported = null;
        // On a thread of its own: an open that waits for a writer would hold up the test itself.
        var reading = Task.Factory.StartNew(() => reported = Read(path), TaskCreationOptions.LongRunning);
        await reading.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal(problem, reported);
    }

    [Fact]
    public async Task ReadAllBytes_FileAndFifoSwappedAllTheTime_NeverWaitsForAWriter()
    {
        _temporary.Write("file", "content");
        Native.Fifo(_temporary["fifo"]);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var swapping = Task.Factory.StartNew(() => Swap(ending.Token), TaskCreationOptions.LongRunning);
        var outcomes = new HashSet<string>();
        var reading = Task.Factory.StartNew(() =>
        {
            for (var times = 0; times < 3000; times++)
                outcomes.Add(Read(_temporary["swapped"]) ?? "content");
        }, TaskCreationOptions.LongRunning);
        await reading.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System, TestContext.Current.CancellationToken);
        await ending.CancelAsync();
        await swapping;
        Assert.Subset(new HashSet<string> { "content", "is a FIFO, not a regular file", "does not exist" }, outcomes);
    }

    // What is looked at is what is opened: a device that does something when it is opened (a tape, a watchdog) never is, nor does a
    // FIFO's writer find a reader.
    [Fact]
    public void Open_Fifo_IsNotOpened()
    {
        var path = Native.Fifo(_temporary["fifo"]);
        using var opens = new OpenWatch(path);
        Assert.Throws<UnsuitableFileException>(() => RegularFile.Open(path, 8));
        Assert.Equal(0, opens.Count());
    }

    [Fact]
    public void Read_FileGrowsOverTheLimit_Ends()
    {
        _temporary.Write("file", "12345678");
        using var file = RegularFile.Open(_temporary["file"], 8);
        File.AppendAllText(_temporary["file"], "9");
        Assert.Throws<UnsuitableFileException>(() => file.Read(new byte[100]));
    }

    private string Make(string what)
    {
        _temporary.Write("file", "12345678");
        switch (what)
        {
            case "a FIFO" or "a link to a FIFO":
                Native.Fifo(_temporary["it"]);
                break;
            case "a socket":
                return Native.Socket(_temporary["it"]);
            case "a directory":
                _temporary.Make("it");
                break;
            case "a dangling link":
                File.CreateSymbolicLink(_temporary["it"], _temporary["nowhere"]);
                break;
            case "a link to itself":
                File.CreateSymbolicLink(_temporary["it"], _temporary["it"]);
                break;
            case "a sparse file":
                using (var file = File.Create(_temporary["it"]))
                    file.SetLength(1L << 40);
                break;
            case "below a file":
                return _temporary["file/it"];
            case "a file of /proc that is longer than it says":
                return "/proc/self/status";
            case "a file":
                return _temporary["file"];
            case "a link to a file":
                File.CreateSymbolicLink(_temporary["link"], _temporary["file"]);
                return _temporary["link"];
        }

        if (what != "a link to a FIFO")
            return what[0] == '/' ? what : _temporary["it"];
        File.CreateSymbolicLink(_temporary["link"], _temporary["it"]);
        return _temporary["link"];
    }

    private static string? Read(string path)
    {
        try
        {
            RegularFile.ReadAllBytes(path, 8);
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return RegularFile.InWords(path, failure);
        }
    }

    private void Swap(CancellationToken cancellationToken)
    {
        for (var round = 0; !cancellationToken.IsCancellationRequested; round++)
        {
            File.CreateSymbolicLink(_temporary["next"], _temporary[round % 2 == 0 ? "fifo" : "file"]);
            File.Move(_temporary["next"], _temporary["swapped"], overwrite: true);
        }
    }
}
