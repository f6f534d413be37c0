using OciReconciler.Images;
using OciReconciler.Observing;
using OciReconciler.Rollouts;
using OciReconciler.UnitTests.Images;
using OciReconciler.UnitTests.Sources;

namespace OciReconciler.UnitTests.Observing;

public sealed class ContainerObserverTests
{
    private const string Image = "registry.test/web:1";
    private static readonly WorkloadKey Web = new("web");
    private static readonly WorkloadSpec Spec = new() { Key = Web, Backend = Backend.Podman, Image = Image };

    private readonly FakeEngine _engine = new();

    // That of a version that was rolled back to counts; one that is gone would differ from whatever is there, at each look, for ever.
    [Theory]
    [InlineData("sha256:good", "sha256:good")]
    [InlineData("sha256:gone", "sha256:new")]
    [InlineData(null, "sha256:new")]
    public async Task AddAsync_RolledBack_TakesTheImageInForceForAsLongAsItIsThere(string? rolledBackTo, string counts)
    {
        _engine.Local[Image] = "sha256:new";
        _engine.Local["sha256:good"] = "sha256:good";
        var desired = Wanted.Of(Spec);
        if (rolledBackTo is not null)
            desired = desired.RolledBackBy(new Rollback(desired.ManifestDigest, Wanted.Revision(Spec), rolledBackTo));
        var observed = await ObserverOf(_engine)
            .AddAsync(new ObservedWorkload { Key = Web }, desired, false, null, Prior.None, TestContext.Current.CancellationToken);

        Assert.Equal(SpecHash.Inputs(counts, ImmutableDictionary<string, string>.Empty), observed.InputsHash?.Hash);
        Assert.Equal(counts, observed.ImageId);
    }

    // Its own container is elsewhere; one of its name that is here is removed by its unit.
    [Theory]
    [InlineData("web", null)]
    [InlineData(null, "foreign")]
    public async Task AddAsync_LedToAnotherStore_SeesSomebodyElsesContainerAlone(string? owner, string? seen)
    {
        _engine.Containers["web"] = new ObservedContainer("foreign", "sha256:1", owner, "running", 0, null);

        var observed = await ObserveAsync(Spec with { PreRunExtraOptions = ["--root", "/x"] }, _engine);

        Assert.Equal("--root", observed.NotWatchedFor);
        Assert.True(observed.ContainerIsKnown);
        Assert.Equal(seen, observed.Container?.Id);
        Assert.Equal(SpecHash.Inputs("", ImmutableDictionary<string, string>.Empty), observed.InputsHash?.Hash);
    }

    // Without its daemon docker's command line can remove nothing either; podman's has none.
    [Theory]
    [InlineData(Backend.Docker, true)]
    [InlineData(Backend.Podman, false)]
    public async Task AddAsync_LedToAnotherDaemonAndNoneHere_HoldsUpOnlyWhatCouldRemoveSomething(Backend backend, bool isKnown)
    {
        var spec = Spec with { Backend = backend, PreRunExtraOptions = backend == Backend.Docker ? ["-H", "tcp://x"] : ["--root=/x"] };

        Assert.Equal(isKnown, (await ObserveAsync(spec, new FakeEngine(backend) { IsAway = true })).ContainerIsKnown);
    }

    private static ContainerObserver ObserverOf(params FakeEngine[] fakes)
    {
        var records = new RolloutRecords("/nowhere", TinyManifests.Rules, StateFiles.ReadOnly, NullLogger<RolloutRecords>.Instance);
        var inputs = new InputsDigester(InputsKey.Create(), new RolloutStates(records, new FakeTimeProvider()));
        return new ContainerObserver(new EngineRegistry(fakes), new FileDigests(new FakeTimeProvider()), inputs);
    }

    // Its unit still runs it there, though the manifest wants another engine that cannot be had yet.
    [Theory]
    [InlineData("active", true, true, "there")]
    [InlineData("active", true, false, null)]
    [InlineData("inactive", true, true, null)]
    [InlineData("active", false, false, "there")]
    [InlineData("inactive", false, false, null)]
    public async Task AddAsync_MovesToAnotherEngine_SeesTheContainerWhereItIs(
        string activeState, bool isDeclared, bool isChanging, string? seen)
    {
        var docker = new FakeEngine(Backend.Docker);
        docker.Containers["web"] = new ObservedContainer("there", "sha256:1", "web", "paused", 0, null);
        var mark = new OwnershipMark(Web, "docker-web.service", "0123456789abcdef", "-", "-");
        var unit = new ObservedUnit { Name = mark.Unit, LoadState = "loaded", ActiveState = activeState, Mark = mark };
        var workload = new ObservedWorkload {
            Key = Web, Units = ImmutableSortedDictionary<string, ObservedUnit>.Empty.Add(unit.Name, unit) };
        var desired = Wanted.Of(Spec);

        var observed = await ObserverOf(_engine, docker).AddAsync(
            workload, isDeclared ? desired : null, isChanging, isDeclared ? null : desired, Prior.None,
            TestContext.Current.CancellationToken);

        Assert.Equal(seen, observed.Container?.Id);
        Assert.Equal(seen is not null, observed.HasPausedContainer);
        Assert.True(observed.ContainerIsKnown);
    }

    private static Task<ObservedWorkload> ObserveAsync(WorkloadSpec spec, FakeEngine engine) =>
        ObserverOf(engine).AddAsync(
            new ObservedWorkload { Key = Web },
            Wanted.Of(spec),
            false,
            null,
            Prior.None,
            TestContext.Current.CancellationToken);
}
