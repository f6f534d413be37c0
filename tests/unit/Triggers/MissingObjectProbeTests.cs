using OciReconciler.Model.StartFailures;
using OciReconciler.UnitTests.Images;

namespace OciReconciler.UnitTests.Triggers;

public sealed class MissingObjectProbeTests : IDisposable
{
    private static readonly WorkloadKey Web = new("web");
    private readonly FakeTimeProvider _time = new();
    private readonly FakeEngine _podman = new();
    private readonly List<(WorkloadKey, MissingObject)> _waiting = [];
    private readonly List<WorkloadKey> _tried = [];
    private bool _hangs;
    private readonly string _directory = Directory.CreateTempSubdirectory("oci-missing-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task PathOrDevice_Appears_WhoWaitsForItIsTried(bool isDevice)
    {
        var path = Path.Combine(_directory, "www");
        _waiting.Add((Web, new(isDevice ? MissingKind.Device : MissingKind.Path, path)));
        await using var running = new Running(this);
        Pass(3);
        Assert.Empty(_tried);
        Directory.CreateDirectory(path);
        Pass(1);
        Assert.Equal([Web], _tried);
    }

    [Fact]
    public async Task Network_Appears_WhoWaitsForItIsTried()
    {
        _waiting.Add((Web, new(MissingKind.Network, "front")));
        await using var running = new Running(this);
        Pass(3);
        Assert.Empty(_tried);
        _podman.Networks.Add("front");
        Pass(1);
        Assert.Equal([Web], _tried);
    }

    // The engine may mean something that cannot be seen from here: it would be started over and over.
    [Fact]
    public async Task Path_WasNeverSeenMissing_NobodyIsTried()
    {
        _waiting.Add((Web, new(MissingKind.Path, _directory)));
        await using var running = new Running(this);
        Pass(3);
        Assert.Empty(_tried);
    }

    [Fact]
    public async Task Path_NobodyWaitsForItAnyMore_NobodyIsTried()
    {
        var path = Path.Combine(_directory, "www");
        _waiting.Add((Web, new(MissingKind.Path, path)));
        await using var running = new Running(this);
        Pass(1);
        _waiting.Clear();
        Directory.CreateDirectory(path);
        Pass(3);
        Assert.Empty(_tried);
    }

    // A server that is gone: neither the loop's thread nor a stop waits for it.
    [Fact]
    public async Task Path_FileSystemHangs_StopWaitsForNothing()
    {
        _waiting.Add((Web, new(MissingKind.Path, "/mnt/gone/www")));
        _hangs = true;
        await using (new Running(this))
            Pass(3);
        Assert.Empty(_tried);
    }

    private Task<bool> HasFileAsync(string path, CancellationToken cancellationToken) =>
        _hangs ? Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken)
            .ContinueWith(_ => false, TaskScheduler.Default) : Task.FromResult(Path.Exists(path));

    private void Pass(int periods)
    {
        for (var period = 0; period < periods; period++)
            _time.Advance(TimeSpan.FromSeconds(2));
    }

    private static DesiredViews Views()
    {
        var settings = new RenderSettings();
        var spec = new WorkloadSpec { Key = Web, Image = "web" };
        var state = new DesiredState
        {
            Workloads = DesiredState.Empty.Workloads.Add(
                Web, Wanted.Of(spec)),
        };
        return new DesiredViews(() => state, () => ImmutableDictionary<WorkloadKey, Rollback>.Empty, () => settings, _ => null);
    }

    private sealed class Running : IAsyncDisposable
    {
        private readonly CancellationTokenSource _ending = new();
        private readonly Task _loop;

        public Running(MissingObjectProbeTests test) =>
            _loop = new MissingObjectProbe(
                () => test._waiting, new AsyncAutoResetEvent(), Views(), new EngineRegistry(test._podman), test.HasFileAsync, test._time)
                .RunAsync(test._tried.Add, _ending.Token);

        public async ValueTask DisposeAsync()
        {
            await _ending.CancelAsync();
            await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _ending.Dispose();
        }
    }
}
