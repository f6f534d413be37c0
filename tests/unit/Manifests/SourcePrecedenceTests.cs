using OciReconciler.Model.Manifests.Documents;
using OciReconciler.Model.Manifests.Sets;

namespace OciReconciler.UnitTests.Manifests;

public class SourcePrecedenceTests
{
    private static readonly ImmutableDictionary<WorkloadKey, SourceClaim> NoClaims = ImmutableDictionary<WorkloadKey, SourceClaim>.Empty;

    [Fact]
    public void Of_OneSource_IsUndisputed() => Assert.Same(
        Precedence.Undisputed,
        SourcePrecedence.Of([Declared(0, "a.json", "web"), Declared(0, "b.json", "web")], NoClaims));

    [Fact]
    public void Of_OneNameOnTwoBackends_TheLaterIsUnused()
    {
        var later = Declared(1, "b.json", "web", Backend.Docker);
        var found = SourcePrecedence.Of([later, Declared(0, "a.json", "web")], NoClaims);
        Assert.Equal([later.Workload], found.Unused);
        Assert.Equal(
            "b.json:3: $: warning: \"web\" is declared in a.json:3 too, which comes first in the configuration: "
                + "this one is not used; remove one",
            Assert.Single(found.Errors).Error.ToString());
        Assert.True(found.Errors[0].Error.IsWarning);
    }

    [Fact]
    public void Of_OneUnitForTwoNames_TheLaterIsRefused()
    {
        var found = SourcePrecedence.Of([Declared(0, "a.json", "web"), Declared(1, "b.json", "site", unit: "podman-web")], NoClaims);
        Assert.Empty(found.Unused);
        Assert.Equal(
            "b.json:3: $: the unit \"podman-web.service\" is that of \"web\" in a.json:3 too, which comes first in the configuration: "
                + "change name or serviceName of one",
            Assert.Single(found.Errors).Error.ToString());
        Assert.Equal("site", Assert.Single(found.Errors[0].Workloads).Key.Name);
        Assert.False(found.Errors[0].Error.IsWarning);
    }

    [Theory]
    [InlineData(0, "a.json", true, 1)]
    [InlineData(0, null, true, 0)]
    [InlineData(2, "a.json", false, 0)]
    public void Of_ClaimOfAnotherSource_CountsWhenItIsTheEarlierOne(int order, string? place, bool isUnused, int warnings)
    {
        var claims = NoClaims.Add(new WorkloadKey("web"), new SourceClaim(order, place));
        var found = SourcePrecedence.Of([Declared(1, "b.json", "web")], claims);
        Assert.Equal(isUnused, found.Unused.Count == 1);
        Assert.Equal(warnings, found.Errors.Length);
    }

    /// <summary>Words are made for a thousand of them at most.</summary>
    [Fact]
    public void Of_VeryMany_AreAllUnusedAndFewAreTold()
    {
        var all = Enumerable.Range(0, 5000)
            .SelectMany(number => new[] { Declared(0, "a.json", $"w{number}"), Declared(1, "b.json", $"w{number}") });
        var found = SourcePrecedence.Of([.. all], NoClaims);
        Assert.Equal(5000, found.Unused.Count);
        Assert.Equal(1001, found.Errors.Length);
    }

    private static SourceDeclaration Declared(
        int order, string file, string name, Backend backend = Backend.Podman, string? unit = null) => new(
        order,
        new DeclaredWorkload(new WorkloadSpec { Key = new(name), Image = "i", Backend = backend, ServiceName = unit }, file, 3, "$"));
}
