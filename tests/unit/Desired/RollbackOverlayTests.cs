using OciReconciler.Model.Desired;
using OciReconciler.UnitTests.Sources;

namespace OciReconciler.UnitTests.Desired;

public sealed class RollbackOverlayTests
{
    private static readonly WorkloadKey Web = new("web");
    private static readonly DesiredWorkload Manifest = Wanted.Of(TinyManifests.Spec("web v2") with { AutoStart = false }, "v2");
    private static readonly Revision Stable = new(TinyManifests.Spec("web v1"), "v1");
    private static readonly DesiredState State = new() { Workloads = DesiredState.Empty.Workloads.Add(Web, Manifest) };

    [Fact]
    public void Apply_ManifestFailed_PutsTheStableRevisionInForce()
    {
        var workload = Apply(new Rollback(DesiredWorkload.DigestOf("v2"), Stable, "sha256:1")).Workloads[Web];
        Assert.Equal(("v1", "v1"), (workload.Document, workload.Spec.Image));
        Assert.Equal("v2", workload.LastValid.Revision.Spec.Image);
        Assert.Equal("sha256:1", workload.Rollback?.ImageId);
        Assert.Equal(Manifest.ManifestDigest, workload.ManifestDigest);
    }

    // Whoever edits autoStart of a manifest that did not come up means the workload, not one revision of it.
    [Fact]
    public void Apply_ManifestFailed_StillDecidesWhetherItIsKeptRunning() =>
        Assert.False(Apply(new Rollback(DesiredWorkload.DigestOf("v2"), Stable, "")).Workloads[Web].Spec.AutoStart);

    [Fact]
    public void Apply_AnotherManifestFailed_ChangesNothing() =>
        Assert.Same(State, Apply(new Rollback(DesiredWorkload.DigestOf("v3"), Stable, "")));

    private static DesiredState Apply(Rollback rollback) =>
        new RollbackOverlay().Apply(State, Of(rollback));

    private static System.Collections.Immutable.ImmutableDictionary<WorkloadKey, Rollback> Of(Rollback rollback) =>
        System.Collections.Immutable.ImmutableDictionary<WorkloadKey, Rollback>.Empty.Add(Web, rollback);
}
