using OciReconciler.Observing;
using OciReconciler.UnitTests.Control;
using OciReconciler.Units;

namespace OciReconciler.UnitTests.Passes;

public sealed class ComponentBoundaryTests
{
    private static readonly WorkloadKey Web = new("web");
    private static readonly WorkloadKey Db = new("db");
    private static readonly ObservedUnit Unit = new() { Name = "podman-web.service", LoadState = "loaded", ActiveState = "active" };

    [Fact]
    public void Grown_NothingTiesOthers_IsNull() => Assert.Null(Grown(dependsOn: [], Unit));

    [Fact]
    public void Grown_ManifestDependsOnAnother_LocksItToo() =>
        Assert.Equal([Db, Web], Grown(dependsOn: ["db"], Unit));

    [Theory]
    [InlineData("podman-db.service", true, true)]
    [InlineData("podman-db.service", false, false)]
    [InlineData("somebodys.service", true, false)]
    public void Grown_LoadedUnitNamesTheMembers_IsLockedWhenItIsOurs(string namedBy, bool hasDetails, bool grows)
    {
        var unit = Unit with { NamedBy = [namedBy], HasDetails = hasDetails };
        Assert.Equal(grows ? [Db, Web] : null, Grown(dependsOn: [], unit));
    }

    [Fact]
    public void Grown_LoadedUnitIsRequired_IsLockedToo() =>
        Assert.Equal([Db, Web],
            Grown(dependsOn: [], Unit with { Requires = ["podman-db.service"], HasDetails = true }));

    private static ImmutableSortedSet<WorkloadKey>? Grown(ImmutableArray<string> dependsOn, ObservedUnit unit)
    {
        var desired = DesiredSamples.View(
            1, new WorkloadSpec { Key = Web, Image = "web", DependsOn = dependsOn }, new WorkloadSpec { Key = Db, Image = "db" });
        var hash = new string('a', 16);
        var mark = new OwnershipMark(Db, "podman-db.service", hash, hash, hash);
        var listing = new UnitListing(
            [Row("podman-db.service", Ownership.ServiceDescription("db", mark)), Row("somebodys.service", "Somebody's")]);
        var observed = new ObservedWorkload {
            Key = Web, Units = ImmutableSortedDictionary<string, ObservedUnit>.Empty.Add(unit.Name, unit) };
        return ComponentBoundary.Grown(
            [Web], desired, new Observation(listing, ImmutableSortedDictionary<WorkloadKey, ObservedWorkload>.Empty.Add(Web, observed)));
    }

    private static UnitStatus Row(string name, string description) =>
        new(name, description, "loaded", "active", "running", 0, "");
}
