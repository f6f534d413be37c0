using Docker.DotNet;

namespace OciReconciler.UnitTests.Engine;

/// <summary>The API takes the beginning of an id wherever it takes a name.</summary>
public sealed class ContainerLookupTests
{
    private static readonly string Foreign = "db65" + new string('0', 60);
    private static readonly string Ours = "aaaa" + new string('1', 60);

    [Theory]
    [InlineData(Backend.Docker)]
    [InlineData(Backend.Podman)]
    public async Task FindAsync_NameThatBeginsAnId_IsNotThatContainer(Backend backend) =>
        Assert.Null(await FindAsync(backend, "db", (Foreign, "/other")));

    [Theory]
    [InlineData(Backend.Docker)]
    [InlineData(Backend.Podman)]
    public async Task FindAsync_NameThatBeginsSeveralIds_IsStillFoundByItsName(Backend backend) =>
        Assert.Equal(Ours, (await FindAsync(backend, "db", (Foreign, "/other"), ("db66" + Foreign[4..], "/another"), (Ours, "/db")))?.Id);

    [Fact]
    public async Task FindAsync_FilterThatGivesMore_CountsTheExactName() =>
        Assert.Null(await FindAsync(Backend.Podman, "db", (Ours, "/xdb"), (Foreign, "/db2")));

    [Fact]
    public async Task FindAsync_NameThatIsNoId_IsInspectedAtOnce()
    {
        var client = ContainersStandIn.Of((Ours, "/web"));

        Assert.Equal(Ours, (await new ContainerLookup(client, Backend.Docker).FindAsync("web", TestContext.Current.CancellationToken))?.Id);
        Assert.Equal([nameof(IContainerOperations.InspectContainerAsync)], ((ContainersStandIn)(object)client).Calls);
    }

    private static Task<ObservedContainer?> FindAsync(Backend backend, string name, params (string Id, string Name)[] containers) =>
        new ContainerLookup(ContainersStandIn.Of(containers), backend).FindAsync(name, TestContext.Current.CancellationToken);
}
