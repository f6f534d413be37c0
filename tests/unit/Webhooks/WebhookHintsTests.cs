using System.Threading.Channels;
using OciReconciler.UnitTests.Simulation.Threads;
using OciReconciler.UnitTests.Sources;
using OciReconciler.Webhooks;

namespace OciReconciler.UnitTests.Webhooks;

/// <summary>Real inotify: each test awaits what must come; that nothing came before is seen by what comes next.</summary>
public sealed class WebhookHintsTests : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);
    private readonly TemporaryDirectory _temporary = new();
    private readonly Channel<string> _woken = Channel.CreateUnbounded<string>();
    private readonly CancellationTokenSource _ending = new();
    private Task _loop = Task.CompletedTask;

    private string Wakes => _temporary["run/wake"];

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ending.Dispose();
        _temporary.Dispose();
    }

    [Fact]
    public async Task Wake_OfAConfiguredSource_WakesIt()
    {
        new WebhookWakes(Wakes).Leave("web");
        Start();
        new WebhookWakes(Wakes).Leave("other");
        new WebhookWakes(Wakes).Leave("fleet");
        Assert.Equal("fleet", await NextAsync());
        new WebhookWakes(Wakes).Leave("web");
        Assert.Equal("web", await NextAsync());
    }

    [Fact]
    public async Task Wake_DirectoryIsMadeLater_WakesTheSource()
    {
        Start();
        new WebhookWakes(Wakes).Leave("fleet");
        Assert.Equal("fleet", await NextAsync());
    }

    // systemd keeps the directory elsewhere, and a link to it in /run.
    [Fact]
    public async Task Wake_DirectoryIsALink_WakesTheSource()
    {
        Start();
        _temporary.Make("private");
        File.CreateSymbolicLink(_temporary["run"], _temporary["private"]);
        new WebhookWakes(Wakes).Leave("fleet");
        Assert.Equal("fleet", await NextAsync());
    }

    [Fact]
    public async Task Wake_SameSourceAgain_WakesItAgain()
    {
        Start();
        for (var wake = 0; wake < 2; wake++)
        {
            new WebhookWakes(Wakes).Leave("fleet");
            Assert.Equal("fleet", await NextAsync());
        }
    }

    // The file is another user's, who may be hostile: whatever is there is only looked at.
    [Fact]
    public async Task Wake_IsALinkOrADirectoryOrAFifo_OnlyWakes()
    {
        _temporary.Write("target", "untouched");
        Directory.CreateDirectory(Wakes);
        Start();
        File.CreateSymbolicLink(Path.Combine(Wakes, "fleet"), _temporary["target"]);
        Assert.Equal("fleet", await NextAsync());
        Directory.CreateDirectory(Path.Combine(Wakes, "web"));
        Assert.Equal("web", await NextAsync());
        Assert.Equal("untouched", File.ReadAllText(_temporary["target"]));
        Assert.True(Directory.Exists(Path.Combine(Wakes, "web")));
    }

    // Without inotify the directory is looked at every 15 s.
    [Fact]
    public void Wake_ManyOfOneSource_AreOneEachTwoSeconds()
    {
        var pump = new VirtualScheduler();
        var thread = new VirtualThread(pump);
        var woken = new List<TimeSpan>();
        Directory.CreateDirectory(Wakes);
        var sut = new WebhookHints(
            Wakes, ["fleet", "web"], _ => woken.Add(TimeSpan.FromTicks(pump.Clock.Ticks)), new FileWatches((_, _, _) => null), thread.Time);
        thread.Run(() => _loop = sut.RunAsync(_ending.Token));
        for (var second = 0; second < 21; second++)
        {
            new WebhookWakes(Wakes).Leave("fleet");
            pump.Pass(TimeSpan.FromSeconds(1));
        }

        thread.Kill();
        _loop = Task.CompletedTask;
        Assert.Equal([15, 17, 19, 21], woken.Select(at => at.TotalSeconds));
    }

    private void Start() => _loop = new WebhookHints(
        Wakes, ["fleet", "web"], name => _woken.Writer.TryWrite(name), new FileWatches(InotifyThread.TryStart), TimeProvider.System)
        .RunAsync(_ending.Token);

    private async Task<string> NextAsync() => await _woken.Reader.ReadAsync().AsTask().WaitAsync(Deadline);
}
