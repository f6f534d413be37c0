using System.Threading.Channels;
using OciReconciler.UnitTests.Sources;

namespace OciReconciler.UnitTests.Triggers;

/// <summary>Real inotify: each test awaits what must come; that nothing came before is seen by what comes next.</summary>
public sealed class InputFileWatchTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);
    private readonly TemporaryDirectory _temporary = new();
    private readonly Channel<string> _keys = Channel.CreateUnbounded<string>();
    private readonly InputFileWatch _watch;

    public InputFileWatchTests()
    {
        _watch = new InputFileWatch(key => _keys.Writer.TryWrite(key.Name), InotifyThread.TryStart);
        _temporary.Write("web.env", "A=1");
        _temporary.Write("db.env", "A=1");
        Follow(("web", _temporary["web.env"]), ("db", _temporary["db.env"]));
    }

    public void Dispose()
    {
        _watch.Dispose();
        _temporary.Dispose();
    }

    [Fact]
    public async Task Add_Written_AsksForTheOneThatNamesIt()
    {
        _temporary.Write("other.env", "A=1");
        _temporary.Write("web.env", "A=2");
        Assert.Equal("web", await Next());
        _temporary.Write("db.env", "A=2");
        Assert.Equal("db", await Next());
    }

    [Fact]
    public async Task Add_RenamedOver_IsNoticed()
    {
        _temporary.Write(".web.env.swp", "A=2");
        File.Move(_temporary[".web.env.swp"], _temporary["web.env"], overwrite: true);
        Assert.Equal("web", await Next());
    }

    [Fact]
    public async Task Add_Vanished_IsNoNewsUntilItIsBack()
    {
        File.Delete(_temporary["web.env"]);
        File.Move(_temporary["db.env"], _temporary["away"]);
        _temporary.Write("db.env", "A=2");
        Assert.Equal("db", await Next());
        _temporary.Write("web.env", "A=1");
        Assert.Equal("web", await Next());
    }

    [Fact]
    public async Task Add_LinkedFileWrittenInPlace_IsNoticed()
    {
        File.WriteAllText(Path.Combine(_temporary.Make("store"), "real.env"), "A=1");
        File.CreateSymbolicLink(_temporary["link.env"], Path.Combine(_temporary["store"], "real.env"));
        Follow(("web", _temporary["link.env"]));
        _temporary.Write("db.env", "no more of interest");
        _temporary.Write("store/real.env", "A=2");
        Assert.Equal("web", await Next());
    }

    [Fact]
    public async Task Follow_DirectoryMadeLater_IsWatchedFromThenOn()
    {
        (string, string)[] files = [("web", _temporary["later/web.env"]), ("db", _temporary["later/web.env"])];
        Assert.False(Follow(files));
        _temporary.Make("later");
        Assert.True(Follow(files));
        _temporary.Write("later/web.env", "A=2");
        Assert.Equal(["db", "web"], new[] { await Next(), await Next() }.Order());
    }

    [Fact]
    public void Follow_NobodyHasInputs_StartsNothing()
    {
        using var watch = new InputFileWatch(_ => { }, (_, _, _) => throw new InvalidOperationException("a thread"));
        Assert.True(watch.Follow(DesiredState.Empty));
    }

    private bool Follow(params (string Name, string File)[] files) => _watch.Follow(new DesiredState
    {
        Workloads = files.ToImmutableSortedDictionary(
            file => new WorkloadKey(file.Name),
            file => Wanted.Of(TinyManifests.Spec($"{file.Name} v1") with { EnvironmentFiles = [file.File] })),
    });

    private async Task<string> Next() => await _keys.Reader.ReadAsync().AsTask().WaitAsync(Deadline);
}
