using OciReconciler.Executing;
using OciReconciler.Observing;
using OciReconciler.Resilience;
using OciReconciler.UnitTests.Control;
using OciReconciler.UnitTests.DBus;
using OciReconciler.Units;

namespace OciReconciler.UnitTests.Observing;

/// <summary>A pass sees of the host what a listing of everything would show it of its workloads.</summary>
public sealed class ComponentUnitsTests : IAsyncLifetime
{
    private const string Wanted = "podman-web.service";
    private const string Before = "before.service";
    private static readonly WorkloadSpec Spec = new() { Key = new("web"), Image = "web" };

    private ManagerFixture? _fixture;
    private ScriptedUnits? _scripted;
    private UnitLister? _lister;
    private ComponentUnits? _units;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _fixture = await ManagerFixture.StartAsync();
        _scripted = new ScriptedUnits(_fixture.Systemd);
        _scripted.Put(Row("other.service", ""));
        _scripted.Put(Row("shutdown.target", ""));
        _lister = new UnitLister(
            await _fixture.ConnectAsync(), new RetryPipelines(TimeProvider.System, FailureClassifier.IsRetryable, () => 0.5));
        _units = new ComponentUnits(_lister, new RecentListings(TimeProvider.System));
        await _lister.ListAllAsync(Cancellation);
        _scripted.Take();
    }

    public ValueTask DisposeAsync() => _fixture!.DisposeAsync();

    [Fact]
    public async Task List_NothingIsThere_IsOneCallAndSaysWhetherSystemdGoesDown()
    {
        Assert.Null((await ListAsync()).Row(Wanted));
        Assert.Equal([$"BY-PATTERN oci-web.slice {Wanted} shutdown.target"], _scripted!.Take());

        _scripted.Put(Row("shutdown.target", "") with { ActiveState = "inactive", JobType = "start" });
        Assert.True((await ListAsync()).IsSystemStopping);
    }

    [Fact]
    public async Task List_HolderNamesAnotherUnit_HasThatToo()
    {
        _scripted!.Put(Row("oci-web.slice", MarkOf(Before)));
        _scripted.Put(Row(Before, MarkOf(Before)));

        Assert.NotNull((await ListAsync()).Row(Before));
        Assert.NotNull((await ListAsync()).Row(Before));
        // It has heard of the unit by now.
        Assert.Equal($"BY-PATTERN {Before} oci-web.slice {Wanted} shutdown.target", _scripted.Take()[^1]);
    }

    [Fact]
    public async Task AddRelated_HasWhoNamesAUnitAndWhatItRequires()
    {
        _scripted!.Put(Row(Wanted, MarkOf(Wanted)));
        _scripted.Put(Row("pin.service", "somebody's"));
        var unit = new ObservedUnit
        {
            Name = Wanted, LoadState = "loaded", ActiveState = "active", HasDetails = true,
            NamedBy = ["pin.service", "pin.timer"], Requires = ["other.service", "system.slice"],
        };
        var listing = await ListAsync();
        _scripted.Take();
        var observed = new ObservedWorkload
        {
            Key = Spec.Key, Units = ImmutableSortedDictionary<string, ObservedUnit>.Empty.Add(Wanted, unit),
        };
        var related = await _units!.AddRelatedAsync(listing, [observed], Cancellation);

        Assert.NotNull(related.Row("pin.service"));
        Assert.NotNull(related.Row("other.service"));
        Assert.NotNull(related.Row(Wanted));
        Assert.Equal(["BY-PATTERN other.service pin.service"], _scripted.Take());
        Assert.Same(listing, await _units.AddRelatedAsync(listing, [], Cancellation));
    }

    [Theory]
    [InlineData("inactive", "", false)]
    [InlineData("inactive", "stop", false)]
    [InlineData("inactive", "start", true)]
    [InlineData("activating", "start", true)]
    [InlineData("active", "", true)]
    public void IsSystemStopping_IsWhatTheTargetSays(string state, string job, bool isStopping)
    {
        var target = Row("shutdown.target", "") with { ActiveState = state, JobType = job };
        Assert.Equal(isStopping, new UnitListing([target]).IsSystemStopping);
    }

    private static UnitStatus Row(string name, string description) => new(name, description, "loaded", "active", "running", 0, "");

    private static string MarkOf(string unit) => Ownership.HolderDescription(
        new OwnershipMark(Spec.Key, unit, new string('a', 16), OwnershipMark.Unknown, OwnershipMark.Unknown));

    private Task<UnitListing> ListAsync() => _units!.ListAsync([Spec.Key], DesiredSamples.View(1, Spec), Cancellation);
}
