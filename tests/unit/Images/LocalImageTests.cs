using OciReconciler.Model.Images;

namespace OciReconciler.UnitTests.Images;

public class LocalImageTests
{
    private const string One = "sha256:1111111111111111111111111111111111111111111111111111111111111111";
    private const string Two = "sha256:2222222222222222222222222222222222222222222222222222222222222222";

    [Theory]
    [InlineData("nginx:1", "nginx@" + One, One)]
    [InlineData("docker.io/library/nginx", "nginx@" + One, One)]
    [InlineData("registry:5000/a/web:2", "mirror/a/web@" + One + " registry:5000/a/web@" + Two, Two)]
    [InlineData("registry/web", "mirror/web@" + One, null)]
    [InlineData("registry/web", "", null)]
    [InlineData("web@" + Two, "web@" + One + " web@" + Two, Two)]
    [InlineData("web@" + Two, "web@" + One, null)]
    [InlineData(One, "web@" + Two, null)]
    [InlineData("web", "<none>@<none>", null)]
    public void Of_KnownDigests_TakesTheOneOfTheRepositoryAskedFor(string reference, string repoDigests, string? expected) =>
        Assert.Equal(new LocalImage("sha256:id", expected), LocalImage.Of("sha256:id", reference, repoDigests.Split(' ')));
}
