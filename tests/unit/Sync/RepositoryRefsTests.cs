using OciReconciler.Sync;
using OciReconciler.UnitTests.Sources;

namespace OciReconciler.UnitTests.Sync;

/// <summary>Which directories a push to a repository on this host changes.</summary>
public sealed class RepositoryRefsTests : IDisposable
{
    private readonly TemporaryDirectory _disk = new();

    public void Dispose() => _disk.Dispose();

    [Theory]
    [InlineData("main", ". refs/heads refs/tags")]
    [InlineData("", ". refs/heads refs/tags")]
    [InlineData("team/next", ". refs/heads/team refs/tags")]
    [InlineData("refs/tags/v1", ". refs/tags")]
    [InlineData("refs/deploy/prod", ". refs/deploy refs/tags")]
    public void Directories_OfABareRepository_AreThoseOfItsRefs(string reference, string directories) => Assert.Equal(
        directories,
        string.Join(' ', RepositoryRefs.Directories($"file://{_disk.Path}", reference)
            .Select(directory => Path.GetRelativePath(_disk.Path, directory))));

    [Fact]
    public void Directories_OfAWorkTree_AreInsideItsRepository()
    {
        var inside = _disk.Make(".git");
        Assert.Equal(
            [inside, Path.Combine(inside, "refs/heads"), Path.Combine(inside, "refs/tags")],
            RepositoryRefs.Directories($"file://{_disk.Path}", "main"));
    }

    [Theory]
    [InlineData("https://git.example/fleet")]
    [InlineData("git@git.example:fleet")]
    [InlineData("/srv/git/fleet")]
    public void Directories_OfARepositoryElsewhere_AreNone(string url) => Assert.Empty(RepositoryRefs.Directories(url, "main"));

    [Theory]
    [InlineData("main", true)]
    [InlineData("packed-refs", true)]
    [InlineData("main.lock", false)]
    public void Counts_LockFiles_DoNot(string name, bool counts) => Assert.Equal(counts, RepositoryRefs.Counts(name));
}
