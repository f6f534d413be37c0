using OciReconciler.Units;

namespace OciReconciler.UnitTests.Units;

public sealed class UnitListingTests
{
    private static readonly OwnershipMark Web = Mark("web");
    private static readonly OwnershipMark Db = Mark("db");

    [Fact]
    public void Listing_TellsRowsAndOwners()
    {
        var listing = new UnitListing([Holder(Web), Service(Web), Holder(Db), Other]);

        Assert.Equal([Db.Key, Web.Key], listing.Owned.Order());
        Assert.Equal([Web.Unit], listing.Marked(Web.Key));
        Assert.Empty(listing.Marked(Db.Key));
        Assert.Equal(Web.Key, listing.OwnerOf(Web.Unit));
        Assert.Null(listing.OwnerOf(Other.Name));
        Assert.Null(listing.OwnerOf("none.service"));
        Assert.Null(listing.Row("none.service"));
        Assert.Equal(Web, listing.Find(Web.Unit)?.Mark);
    }

    [Fact]
    public void With_SameRows_IsTheListingItself()
    {
        UnitStatus[] rows = [Holder(Web), Service(Web)];
        var listing = new UnitListing(rows);

        Assert.Same(listing, listing.With(rows));
    }

    [Fact]
    public void With_RowWhoseStateChanged_ReadsNoMarkAnew()
    {
        var service = Service(Web);
        var listing = new UnitListing([Holder(Web), service, Other]);
        var next = listing.With([Holder(Web), service with { ActiveState = "failed" }, Other]);

        Assert.Equal("failed", next.Row(Web.Unit)?.ActiveState);
        Assert.Same(listing.Find(Web.Unit)?.Mark, next.Find(Web.Unit)?.Mark);
        Assert.Equal([Web.Unit], next.Marked(Web.Key));
    }

    [Fact]
    public void With_MarksThatCameAndWent_TellsTheOwnersAnew()
    {
        UnitStatus holder = Holder(Web), service = Service(Web), other = Service(Db);
        var listing = new UnitListing([holder, service, other]);

        var fewer = listing.With([holder, other]);
        Assert.Empty(fewer.Marked(Web.Key));
        Assert.Equal([Db.Key, Web.Key], fewer.Owned.Order());

        // As many marks as before, of other workloads.
        var changed = listing.With([holder, service with { Description = "somebody's" }, other, Holder(Db)]);
        Assert.Empty(changed.Marked(Web.Key));
        Assert.Null(changed.OwnerOf(Web.Unit));
        Assert.Equal([Web.Unit], fewer.With([holder, service, other]).Marked(Web.Key));
    }

    private static UnitStatus Other { get; } = new("ssh.service", "OpenBSD Secure Shell server", "loaded", "active", "running", 0, "");

    private static OwnershipMark Mark(string name) =>
        new(new WorkloadKey(name), $"podman-{name}.service", new string('a', 16), new string('b', 16), OwnershipMark.Unknown);

    private static UnitStatus Holder(OwnershipMark mark) =>
        new(Ownership.HolderUnit(mark.Key), Ownership.HolderDescription(mark), "loaded", "active", "active", 0, "");

    private static UnitStatus Service(OwnershipMark mark) =>
        new(mark.Unit, Ownership.ServiceDescription("nginx", mark), "loaded", "active", "running", 0, "");
}
