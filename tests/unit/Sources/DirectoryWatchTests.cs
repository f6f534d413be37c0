using System.Threading.Channels;

namespace OciReconciler.UnitTests.Sources;

public sealed class DirectoryWatchTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);
    private readonly TemporaryDirectory _temporary = new();
    private readonly Channel<(ChangeHint Kind, string? Name)> _wakes = Channel.CreateUnbounded<(ChangeHint, string?)>();

    public void Dispose() => _temporary.Dispose();

    private DirectoryWatch Watch(string? directory = null)
    {
        var watch = new DirectoryWatch(directory ?? _temporary.Path, (kind, name) => _wakes.Writer.TryWrite((kind, name)));
        watch.Arm();
        return watch;
    }

    private async Task<(ChangeHint Kind, string? Name)> Next() => await _wakes.Reader.ReadAsync().AsTask().WaitAsync(Deadline);

    [Fact]
    public async Task Wake_Writing_IsUnsettledUntilClosed()
    {
        using var watch = Watch();
        _temporary.Write("web.json", "x");
        Assert.Equal((ChangeHint.Unsettled, "web.json"), await Next());
        var last = await Next();
        while (last.Kind == ChangeHint.Unsettled)
            last = await Next();
        Assert.Equal((ChangeHint.Settled, "web.json"), last);
    }

    // Watches can be added yet to what nobody reads any more.
    [Fact]
    public void IsWatched_AfterItsReaderFailed_IsNotWhateverIsArmed()
    {
        Action? fail = null;
        using var watch = new DirectoryWatch(_temporary.Path, (_, _) => { }, start: (_, _, failed) =>
        {
            fail = failed;
            return new UnreadInotify();
        });
        watch.Arm();
        Assert.True(watch.IsWatched);
        fail!();
        watch.Arm();
        Assert.False(watch.IsWatched);
        Assert.Contains("inotify failed", watch.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wake_MovedIn_IsSettled()
    {
        _temporary.Write("aside", "x");
        using var watch = Watch();
        File.Move(_temporary["aside"], _temporary["web.json"]);
        Assert.Equal((ChangeHint.Unsettled, "aside"), await Next());
        Assert.Equal((ChangeHint.Settled, "web.json"), await Next());
    }

    [Fact]
    public async Task Wake_DirectoryDeleted_IsLost()
    {
        string directory = _temporary.Make("manifests");
        using var watch = Watch(directory);
        Directory.Delete(directory);
        Assert.Equal((ChangeHint.Lost, null), await Next());
    }

    [Fact]
    public async Task Arm_DirectoryReplaced_WatchesTheNewOneAndNotTheOld()
    {
        string directory = _temporary.Make("manifests");
        using var watch = Watch(directory);
        Directory.Move(directory, _temporary["old"]);
        Directory.CreateDirectory(directory);
        watch.Arm();
        File.WriteAllText(_temporary["old/old.json"], "x");
        File.WriteAllText(Path.Combine(directory, "new.json"), "x");
        var wake = await Next();
        while (wake.Kind == ChangeHint.Lost)
            wake = await Next();
        Assert.Equal((ChangeHint.Unsettled, "new.json"), wake);
    }

    [Fact]
    public async Task Wake_QueueOverflows_IsLost()
    {
        int limit = int.Parse(await File.ReadAllTextAsync("/proc/sys/fs/inotify/max_queued_events"));
        Assert.SkipWhen(limit > 100_000, "the queue is too long to fill");
        using var blocked = new ManualResetEventSlim();
        var lost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watch = new DirectoryWatch(_temporary.Path, (kind, _) =>
        {
            blocked.Wait();
            if (kind == ChangeHint.Lost)
                lost.TrySetResult();
        });
        watch.Arm();
        // Alternating names: equal events that follow each other are merged by the kernel. Each pair gives four events.
        for (int i = 0; i < limit; i += 2)
        {
            File.Move(_temporary.Path + "/" + (i == 0 ? Created() : "a.json"), _temporary["b.json"]);
            File.Move(_temporary["b.json"], _temporary["a.json"]);
        }

        blocked.Set();
        await lost.Task.WaitAsync(Deadline);
    }

    private string Created()
    {
        _temporary.Write("a.json", "x");
        return "a.json";
    }

    [Fact]
    public void Interpret_EventsOfTheDirectory_AreSortedByWhatTheyMean()
    {
        var watched = new WatchedDirectories(ManifestFileName.Counts);
        watched.Add(1, child: null);
        watched.Add(2, child: "manifests");
        ChangeHint? Of(int watch, uint mask, string name = "") => watched.Interpret(new InotifyEvent(watch, mask, name));
        Assert.Equal(ChangeHint.Lost, Of(-1, Inotify.Overflow));
        Assert.Equal(ChangeHint.Unsettled, Of(1, Inotify.Modify, "a.json"));
        Assert.Equal(ChangeHint.Unsettled, Of(1, Inotify.Delete, "a.json"));
        Assert.Equal(ChangeHint.Settled, Of(1, Inotify.CloseWrite, "a.json"));
        Assert.Equal(ChangeHint.Unsettled, Of(1, Inotify.MovedTo, "..data"));
        Assert.Null(Of(1, Inotify.Modify, "a.log"));
        Assert.Null(Of(2, Inotify.Create, "something"));
        Assert.Equal(ChangeHint.Lost, Of(2, Inotify.Create, "manifests"));
        Assert.Null(Of(3, Inotify.Create, "a.json"));
        Assert.Equal(ChangeHint.Lost, Of(1, Inotify.Unmount));
        Assert.Equal(ChangeHint.Lost, Of(1, Inotify.Ignored));
        Assert.Null(Of(1, Inotify.CloseWrite, "a.json"));
    }

    private sealed class UnreadInotify : IInotify
    {
        private int _last;

        public int Add(string path, uint mask) => ++_last;

        public void Remove(int watch)
        {
        }

        public void Dispose()
        {
        }
    }
}
