using OciReconciler.Configuration;
using OciReconciler.Git;

namespace OciReconciler.UnitTests.Git;

/// <summary>Which paths of a repository are taken.</summary>
public sealed class RepositoryPathsTests
{
    [Theory]
    [InlineData("web.json")]
    [InlineData("apps/hosts/a b.json")]
    [InlineData(".hidden/x.json")]
    [InlineData("...json")]
    [InlineData("ünïcode/日本.age")]
    [InlineData("a\\b.json")]
    [InlineData(".gitignore/x.json")]
    public void Path_ThatIsPlain_IsTaken(string path) => Assert.Null(RepositoryPaths.Fault(path));

    [Theory]
    [InlineData("")]
    [InlineData("/etc/x.json")]
    [InlineData("a//x.json")]
    [InlineData("a/../x.json")]
    [InlineData("./x.json")]
    [InlineData("../../x.json")]
    [InlineData(".git/x.json")]
    [InlineData("a/.GiT/x.json")]
    [InlineData(".git./x.json")]
    [InlineData(".git /x.json")]
    [InlineData(".git::$INDEX_ALLOCATION/x.json")]
    [InlineData("GIT~1/x.json")]
    [InlineData(".g\u200cit/x.json")]
    [InlineData("a\nb.json")]
    [InlineData("a\0b.json")]
    [InlineData("a\u202eb.json")]
    [InlineData("a\u0085b.json")]
    [InlineData("1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17/18/19/20/21/22/23/24/25/26/27/28/29/30/31/32/x.json")]
    public void Path_ThatIsATrick_IsNot(string path) => Assert.NotNull(RepositoryPaths.Fault(path));

    [Fact]
    public void Path_TooLong_IsNotTaken()
    {
        Assert.NotNull(RepositoryPaths.Fault(new string('x', 256)));
        Assert.NotNull(RepositoryPaths.Fault(string.Join('/', Enumerable.Repeat(new string('ü', 100), 6))));
        Assert.Null(RepositoryPaths.Fault(new string('x', 255)));
    }

    [Fact]
    public void Folders_OfFilesThatAreRead_ComeFromTheTopAndFitIntoARequest()
    {
        Assert.Equal(
            ["a", "hosts", "a/b", "a/b/c"],
            RepositoryPaths.Folders(["web.json", "a/b/c/x.json", "a/b/y.age", "hosts/web1.json", "docs/index.md", ".github/z.json"]));

        var many = RepositoryPaths.Folders(Enumerable.Range(0, 10_000).Select(index => $"{new string('ü', 200)}{index}/x.json"));
        var request = WorkerRequest.Of(new GitSourceOptions(), new FetchRequest { Folders = many });
        Assert.InRange(many.Length, 100, 9_999);
        Assert.InRange(
            JsonSerializer.SerializeToUtf8Bytes(request, WorkerJsonContext.Default.WorkerRequest).Length, 1, WorkerRequest.LongestLine);
    }

    [Fact]
    public void Text_IsCutBetweenCharacters()
    {
        Assert.Equal("short", RepositoryPaths.Shown("short"));
        Assert.Equal("abc…", RepositoryPaths.Shown("abcdef", 4));
        Assert.Equal("ab…", RepositoryPaths.Shown("ab😀def", 4));
        Assert.True(RepositoryPaths.Shown(new string('\u0001', 1000)).Length <= 200);
    }
}
