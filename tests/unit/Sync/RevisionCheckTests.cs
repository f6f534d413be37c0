using OciReconciler.Git;
using OciReconciler.Git.Worker;
using OciReconciler.Sync;
using OciReconciler.UnitTests.Sources;

namespace OciReconciler.UnitTests.Sync;

/// <summary>What lies where a file would be read, and is not handed over, is an error of the whole revision.</summary>
public sealed class RevisionCheckTests
{
    private const string Link = "120000";

    [Theory]
    [InlineData("web.json")]
    [InlineData("apps/web.json")]
    [InlineData("hosts/web1.json")]
    [InlineData("overlays/edge.json")]
    [InlineData("keys/token.age")]
    [InlineData("hosts")]
    [InlineData("overlays")]
    [InlineData("overlays/sub")]
    [InlineData("hosts/more")]
    public async Task Link_WhereAFileIsRead_RefusesTheRevision(string path)
    {
        var revision = await CheckAsync((Link, path));
        Assert.Equal($"fleet:{path}", Assert.Single(revision.Errors).File);
        Assert.False(revision.CanBeTakenInPart);
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData(".renovaterc.json")]
    [InlineData("apps")]
    public async Task Link_Elsewhere_IsNoError(string path)
    {
        var revision = await CheckAsync((Link, path));
        Assert.True(revision.IsValid);
        Assert.True(revision.CanBeTakenInPart);
    }

    [Theory]
    [InlineData(Link, "apps")]
    [InlineData(Link, "apps/db")]
    [InlineData("160000", "apps")]
    [InlineData(Link, "keys")]
    public async Task Entry_InThePlaceOfAFolderInForce_RefusesTheRevision(string mode, string path)
    {
        var folders = RepositoryPaths.Folders(["apps/db/postgres.json", "keys/token.age", "docs/README.md"]);
        var revision = await CheckAsync(folders, (mode, path));
        var error = Assert.Single(revision.Errors);
        Assert.Equal($"fleet:{path}", error.File);
        Assert.EndsWith(RepositoryPaths.WasFolder, RepositoryPaths.Shown(error.Message), StringComparison.Ordinal);
        Assert.False(revision.CanBeTakenInPart);
    }

    [Fact]
    public async Task Entry_InThePlaceOfAFolderBehindManyOthers_RefusesTheRevision()
    {
        var others = Enumerable.Range(0, 500).Select(index => (Link, $"docs/{index}"));
        Assert.False((await CheckAsync(["web"], [.. others, (Link, "web")])).IsValid);
    }

    [Theory]
    [InlineData("docs")]
    [InlineData("app")]
    [InlineData(".github")]
    public async Task Entry_InThePlaceOfAFolderOfNothingThatIsRead_IsNoError(string path)
    {
        var folders = RepositoryPaths.Folders(["apps/web.json", "docs/README.md", ".github/renovate.json"]);
        Assert.True((await CheckAsync(folders, (Link, path))).IsValid);
    }

    [Fact]
    public async Task Link_BehindManyOthers_RefusesTheRevision()
    {
        var revision = await CheckAsync([.. Enumerable.Range(0, 500).Select(index => (Link, $"docs/{index}.txt")), (Link, "web.json")]);
        Assert.Equal("fleet:web.json", Assert.Single(revision.Errors).File);
    }

    [Fact]
    public async Task Path_TooLongToBeShown_RefusesTheRevision()
    {
        var path = string.Join('/', Enumerable.Repeat(new string('d', 120), 12)) + "/web.json";
        Assert.Contains("shorten it", Assert.Single((await CheckAsync(("100644", path))).Errors).Message, StringComparison.Ordinal);
    }

    private static Task<CheckedRevision> CheckAsync(params (string Mode, string Path)[] entries) => CheckAsync([], entries);

    private static async Task<CheckedRevision> CheckAsync(ImmutableArray<string> folders, params (string Mode, string Path)[] entries)
    {
        var listing = new TreeListing(new WorkerRequest { MaxFiles = 1000, MaxBytes = 1 << 20, Folders = folders });
        var text = string.Concat(entries.Select(entry => $"{entry.Mode} blob {new string('a', 40)}\t{entry.Path}\0"));
        await listing.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), TestContext.Current.CancellationToken);
        return RevisionCheck.Check("fleet", [], listing.Ignored, TinyManifests.Rules);
    }
}
