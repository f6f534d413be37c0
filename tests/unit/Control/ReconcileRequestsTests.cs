using OciReconciler.Observing;
using OciReconciler.Queueing;
using OciReconciler.Rollouts;
using OciReconciler.UnitTests.Sources;

namespace OciReconciler.UnitTests.Control;

public sealed class ReconcileRequestsTests : IDisposable
{
    private static readonly WorkloadKey Web = new("web");
    private static readonly WorkloadKey Db = new("db");

    private readonly FakeTimeProvider _time = new();
    private readonly WorkQueue _queue;
    private readonly RequeueBackoff _backoff;
    private readonly RecentListings _listings;
    private readonly ReconcileRequests _requests;

    public ReconcileRequestsTests()
    {
        _queue = new WorkQueue(_time);
        _listings = new RecentListings(_time);
        _backoff = new RequeueBackoff(_time, () => 0);
        var state = DesiredSamples.View(
            1, new WorkloadSpec { Key = Web, Image = "web", DependsOn = ["db"] }, new WorkloadSpec { Key = Db, Image = "db" }).State;
        var settings = new RenderSettings();
        var records = new RolloutRecords("/nowhere", TinyManifests.Rules, StateFiles.ReadOnly, NullLogger<RolloutRecords>.Instance);
        _requests = new ReconcileRequests(
            _queue, _backoff, new RolloutStates(records, _time), _listings,
            new DesiredViews(() => state, () => records.Rollbacks, () => settings, _ => null));
        foreach (var key in new[] { Web, Db })
            _backoff.Next(key, new FailureReason("StartFailed", "It failed."));
    }

    public void Dispose() => _queue.Dispose();

    [Fact]
    public void Request_BeforeEverySourceWasListed_DoesNothing()
    {
        _requests.Request(Web);
        Assert.True(_queue.IsEmpty);
        Assert.True(_requests.TryOpen());
        Assert.False(_requests.TryOpen());
        _requests.Request(Web);
        Assert.False(_queue.IsEmpty);
    }

    [Theory]
    [InlineData("podman-web.service", 1)]
    [InlineData("oci-web.slice", 1)]
    [InlineData("somebodys.service", 0)]
    public void Request_OfAUnit_IsOneOfItsWorkload(string unit, int depth)
    {
        _requests.TryOpen();
        _requests.Request(unit);
        Assert.Equal(depth, _queue.Depth);
    }

    [Fact]
    public void Request_DuringABackoff_LeavesIt()
    {
        _requests.TryOpen();
        _requests.Request(Web);
        Assert.NotNull(_backoff.Waiting(Web));
    }

    [Fact]
    public void Retry_DuringABackoff_ResetsThatOfTheWorkloadAlone()
    {
        _requests.TryOpen();
        _requests.Retry([Web]);
        Assert.Equal(1, _queue.Depth);
        Assert.Null(_backoff.Waiting(Web));
        Assert.NotNull(_backoff.Waiting(Db));
    }

    [Fact]
    public void ResetBackoff_ManifestChanged_ResetsThatOfItsComponent()
    {
        _requests.ResetBackoff([Db]);
        Assert.Null(_backoff.Waiting(Web));
        Assert.Null(_backoff.Waiting(Db));
        Assert.True(_queue.IsEmpty);
    }
}
