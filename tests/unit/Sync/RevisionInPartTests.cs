using OciReconciler.Configuration;
using OciReconciler.Hosting;
using OciReconciler.Model.Manifests.Trees;
using OciReconciler.Sync;
using OciReconciler.UnitTests.Sources;

namespace OciReconciler.UnitTests.Sync;

/// <summary>What keeps the good files of a revision from being taken by themselves.</summary>
public sealed class RevisionInPartTests : IDisposable
{
    private const string Web =
        """{"apiVersion":"oci-reconciler/v1","kind":"Container","metadata":{"name":"web"},"spec":{"image":"nginx:1"}}""";

    private readonly SyncHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Fact]
    public void Overlay_ThatIsWrong_CannotBeTakenInPart()
    {
        var rules = Composition.Rules(new ReconcilerOptions());
        var broken = RevisionCheck.Check("fleet", [File("web.json", Web), File("bad.json", "{")], [], rules);
        var overlay = RevisionCheck.Check("fleet", [File("web.json", Web), File("overlays/all.json", "{")], [], rules);
        Assert.Equal((false, true), (broken.IsValid, broken.CanBeTakenInPart));
        Assert.Equal((false, false), (overlay.IsValid, overlay.CanBeTakenInPart));
    }

    [Theory]
    [InlineData("odd.json", "web nginx:2")]
    [InlineData("overlays/odd.json", "web nginx:1")]
    public void Push_Skip_TakesTheGoodFilesUnlessAnOverlayIsWrong(string bad, string declared)
    {
        _harness.Options = _harness.Options with { OnInvalid = InvalidRevisionPolicy.Skip };
        _harness.Rules = _harness.Rules with { Render = Render };
        _harness.Repository.Push(("web.json", "web nginx:1"));
        _harness.Start();
        var pushed = _harness.Push(("web.json", "web nginx:2"), (bad, "!"));
        Assert.Equal(declared, _harness.Declared);
        if (_harness.Report.State == "refused")
            return;
        var leftOut = $"without 1 file that has errors: fleet@{pushed.Abbreviated}:{bad}:1: $: not a tiny manifest";
        Assert.Equal(("applied", leftOut), (_harness.Report.State, _harness.Report.LeftOut));
        var outcome = _harness.Sync()!;
        Assert.Equal((true, $"fleet@{pushed.Abbreviated} is applied, {leftOut}"), (outcome.Succeeded, outcome.Message));
    }

    // Overlays are no manifests: what is wrong with one is an error of the tree.
    private static RenderedTree Render(string source, IReadOnlyList<TreeFile> files)
    {
        var parsed = files.Select(file => (file.Path, Manifest: TinyManifests.Parse($"{source}:{file.Path}", file.Content))).ToList();
        bool IsOverlay((string Path, ManifestFile) file) => file.Path.StartsWith("overlays/", StringComparison.Ordinal);
        return new RenderedTree(
            [.. parsed.Where(file => !IsOverlay(file)).Select(file => file.Manifest)],
            [.. parsed.Where(IsOverlay).SelectMany(file => file.Manifest.Errors)]);
    }

    private static TreeFile File(string path, string content) => new(path, Encoding.UTF8.GetBytes(content));
}
