using OciReconciler.Observing;

namespace OciReconciler.UnitTests.Observing;

public sealed class ObservationTests
{
    private static readonly WorkloadKey Web = new("web");
    private static readonly WorkloadKey Other = new("other");
    private static readonly ObservedContainer Container = new("1", "sha256:a", "web", "running", 0, null);

    // One name may stand for the images of both: a pull for one moves it for the other.
    [Theory]
    [InlineData("sha256:a", "sha256:a")]
    [InlineData("sha256:new", null)]
    [InlineData(null, null)]
    public void After_Preparation_KnowsImagesUnlessAnotherWasPrepared(string? prepared, string? known)
    {
        var sut = new Observation(Observation.Empty.Listing, ImmutableSortedDictionary<WorkloadKey, ObservedWorkload>.Empty
            .Add(Web, new ObservedWorkload { Key = Web, ImageId = "sha256:a", Container = Container, ContainerIsKnown = true })
            .Add(Other, new ObservedWorkload { Key = Other, ImageId = "sha256:a" }));
        var inputs = prepared is null
            ? null
            : new WorkloadInputs(prepared, ImmutableSortedDictionary<string, string>.Empty);
        var results = ImmutableDictionary<WorkloadKey, Preparation>.Empty.Add(Web, new Preparation(null, null) { Inputs = inputs });

        var after = sut.After(results);

        Assert.Equal((known, known), (after.Workloads[Web].ImageId, after.Workloads[Other].ImageId));
        Assert.Equal(Container, after.Workloads[Web].Container);
    }
}
