using System.Runtime.InteropServices;

namespace OciReconciler.UnitTests.Architecture;

/// <summary>The rules of CONTRIBUTING.md that a compiler does not know, over the assemblies that ship.</summary>
public sealed class ArchitectureTests
{
    private static readonly NamespaceGraph Graph = new(CompiledCode.Program);

    [Fact]
    public void Namespaces_OfTheProgram_FormNoCycle()
    {
        AssertNone(Graph.Cycles);
        Figure.Print("folders, each using only those before it", string.Join(", ", Graph.Order.Select(Folders.Of)));
    }

    [Fact]
    public void Document_ListsEveryFolder_AfterThoseItUses()
    {
        var listed = ArchitectureDocument.Folders.Select(Folders.NamespaceOf).ToList();
        AssertNone(Graph.Order.Except(listed));
        AssertNone(listed.Except(Graph.Order));
        Assert.Equal(listed.Distinct(), listed);
        AssertNone(Graph.Against(listed));
    }

    [Fact]
    public void Interfaces_OfTheProgram_AreSeamsOfEffects()
    {
        AssertNone(TypeRules.StrayInterfaces(CompiledCode.Program, [.. EffectSeams.All.Keys]));
        Assert.All(EffectSeams.All.Keys, name => Assert.Contains(CompiledCode.Program, type => type.Name == name));
    }

    [Fact]
    public void Constructors_OfTheProgram_TakeSevenParametersAtMost() => AssertNone(TypeRules.LargeConstructors(CompiledCode.Program));

    [Fact]
    public void Model_UsesTheBaseLibraryAlone() => AssertNone(TypeRules.StrayReferences(
        CompiledCode.Model, name => File.Exists(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), name + ".dll"))));

    [Fact]
    public void DBus_UsesNothingOfOurs() => AssertNone(TypeRules.StrayReferences(
        CompiledCode.DBus, name => !name.StartsWith("Oci", StringComparison.OrdinalIgnoreCase)));

    [Fact]
    public void Types_LieInTheFolderOfTheirNamespace() => Assert.All(Folders.Sources, file =>
    {
        var declared = Repository.Read(file).Split('\n').SingleOrDefault(line => line.StartsWith("namespace ", StringComparison.Ordinal));
        Assert.Equal(Path.GetDirectoryName(file), Folders.Of(declared?["namespace ".Length..^1] ?? "OciReconciler"));
    });

    // Assert.Empty shows five.
    private static void AssertNone(IEnumerable<string> faults) => Assert.False(faults.Any(), string.Join(Environment.NewLine, faults));
}
