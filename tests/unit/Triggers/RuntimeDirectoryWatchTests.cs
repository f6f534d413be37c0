using System.Threading.Channels;
using OciReconciler.UnitTests.Sources;

namespace OciReconciler.UnitTests.Triggers;

/// <summary>Real inotify: each test awaits what must come; that nothing came before is seen by what comes next.</summary>
public sealed class RuntimeDirectoryWatchTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);
    private readonly TemporaryDirectory _run = new();
    private readonly Channel<string> _keys = Channel.CreateUnbounded<string>();
    private readonly RuntimeDirectoryWatch _watch;

    public RuntimeDirectoryWatchTests() =>
        _watch = new RuntimeDirectoryWatch(_run.Path, key => _keys.Writer.TryWrite(key.Name), InotifyThread.TryStart);

    public void Dispose()
    {
        _watch.Dispose();
        _run.Dispose();
    }

    [Fact]
    public async Task Add_DirectoryComesAndGoes_AsksForTheWorkloadOfThatName()
    {
        Follow(Owner("redis"), Owner("db"), new WorkloadSpec { Key = new("web"), Image = "x" });
        _run.Make("other");
        _run.Make("web");
        _run.Make("redis");
        Assert.Equal("redis", await Next());
        _run.Write("redis/redis.sock", "");
        File.Delete(_run["redis/redis.sock"]);
        Directory.Delete(_run["other"]);
        Directory.Delete(_run["redis"]);
        Assert.Equal("redis", await Next());
        Directory.Move(_run["web"], _run["db"]);
        Assert.Equal("db", await Next());
        Directory.Move(_run["db"], _run["away"]);
        Assert.Equal("db", await Next());
    }

    [Fact]
    public async Task Follow_OtherWorkloads_TakesTheirNames()
    {
        Follow(Owner("redis"));
        Follow();
        _run.Make("redis");
        Follow(Owner("db"));
        Directory.Delete(_run["redis"]);
        _run.Make("db");
        Assert.Equal("db", await Next());
    }

    [Fact]
    public void Follow_NoSuchDirectory_IsNoFault()
    {
        using var watch = new RuntimeDirectoryWatch(_run["nowhere"], _ => { }, InotifyThread.TryStart);
        watch.Follow(Desired(Owner("redis")));
        watch.Follow(Desired());
    }

    private static WorkloadSpec Owner(string name) => new() { Key = new(name), Image = "x", Podman = new(SdNotify.Healthy, "root") };

    private void Follow(params WorkloadSpec[] specs) => _watch.Follow(Desired(specs));

    private static DesiredState Desired(params WorkloadSpec[] specs) => new()
    {
        Workloads = specs.ToImmutableSortedDictionary(
            spec => spec.Key, spec => Wanted.Of(spec)),
    };

    private async Task<string> Next() => await _keys.Reader.ReadAsync().AsTask().WaitAsync(Deadline);
}
