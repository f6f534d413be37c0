namespace OciReconciler.UnitTests.Manifests.Trees;

/// <summary>All files of a repository are in memory at once: what they may have together is limited.</summary>
public sealed class TreeLimitTests
{
    [Fact]
    public void Overlays_MoreValuesTogetherThanAllowed_AreRefused()
    {
        var overlay = Overlay(400_000);
        var tree = Tree.Render(("overlays/a.json", overlay), ("overlays/b.json", overlay), ("overlays/c.json", overlay));
        Assert.Contains(tree.Errors, error => error.File == "infra:overlays/c.json"
            && error.Message.Contains("more than 1000000 values together", StringComparison.Ordinal));
    }

    [Fact]
    public void Overlay_AppliedToManyDocuments_CountsForEach()
    {
        var tree = Tree.Render(
            ("overlays/a.json", Overlay(300_000)), ("a.json", Tree.Web()), ("b.json", Tree.Web()), ("c.json", Tree.Web()));
        Assert.Contains(tree.Files[2].Errors, error => error.Message.Contains("values together", StringComparison.Ordinal));
    }

    private static string Overlay(int values) => Tree.Overlay(
        "", $"{{'target': 'web', 'patch': {{'spec': {{'cmd': [{string.Join(',', Enumerable.Repeat("0", values))}]}}}}}}");
}
