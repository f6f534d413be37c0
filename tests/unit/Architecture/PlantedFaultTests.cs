namespace OciReconciler.UnitTests.Architecture;

/// <summary>The checks find what was planted for them.</summary>
public sealed class PlantedFaultTests
{
    private const string Planted = "OciReconciler.UnitTests.Architecture.Planted";

    [Fact]
    public void Graph_TwoNamespacesThatUseEachOther_ReportsBothEdgesWithTheirTypes() => Assert.Equal(
        [$"{Planted}.Left -> {Planted}.Right: LeftType -> RightType", $"{Planted}.Right -> {Planted}.Left: RightType -> LeftType"],
        new NamespaceGraph(CompiledCode.Tests(Planted)).Cycles);

    [Fact]
    public void Graph_OneOfTwoNamespaces_ReportsNothing() => Assert.Empty(new NamespaceGraph(CompiledCode.Tests(Planted + ".Left")).Cycles);

    [Fact]
    public void Graph_OrderThatPutsAUserFirst_ReportsTheUse() => Assert.Equal(
        [$"{Planted}.Left -> {Planted}.Right: LeftType -> RightType"],
        new NamespaceGraph(CompiledCode.Tests(Planted)).Against([$"{Planted}.Left", $"{Planted}.Right"]));

    [Fact]
    public void Interface_OutsideTheSeams_IsReported() =>
        Assert.Equal([$"{Planted}.Right.RightType/IStray"], TypeRules.StrayInterfaces(CompiledCode.Tests(Planted), []));

    [Fact]
    public void Interface_ThatIsASeam_IsNotReported() => Assert.Empty(TypeRules.StrayInterfaces(CompiledCode.Tests(Planted), ["IStray"]));

    [Fact]
    public void Constructor_OfEightParameters_IsReported() =>
        Assert.Equal([$"{Planted}.Right.RightType (8)"], TypeRules.LargeConstructors(CompiledCode.Tests(Planted)));

    [Fact]
    public void Reference_ToAnAssemblyThatIsNotAllowed_IsReported() =>
        Assert.Equal(["OciReconciler.Model"],
            TypeRules.StrayReferences(CompiledCode.Program[^1].Module, name => name != "OciReconciler.Model"));
}
