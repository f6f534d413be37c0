namespace OciReconciler.UnitTests.Architecture;

public sealed class NewcomersWalkTests
{
    [Fact]
    public void Walk_HasTwelveHopsAtMost_Numbered()
    {
        Assert.InRange(ArchitectureDocument.Walk.Count, 1, 12);
        Assert.All(ArchitectureDocument.Walk.Index(), each => Assert.Equal($"{each.Index + 1}", each.Item.Number));
    }

    [Fact]
    public void Walk_NamesFilesAndTheirMembers() => Assert.All(ArchitectureDocument.Walk, hop =>
    {
        Assert.Contains(hop.File, Folders.Sources);
        var type = CompiledCode.Program.Single(type => $"{Folders.Of(type.Namespace)}/{type.Name}.cs" == hop.File);
        Assert.Contains(hop.Member, type.Methods.Select(method => method.Name));
    });
}
