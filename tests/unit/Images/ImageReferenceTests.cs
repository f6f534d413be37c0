using OciReconciler.Model.Images;

namespace OciReconciler.UnitTests.Images;

public sealed class ImageReferenceTests
{
    private const string Hex = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Theory]
    // text, registry, repository, tag, digest given, what is looked up, version that is pulled
    [InlineData("nginx", "docker.io", "library/nginx", null, false, "nginx", "latest")]
    [InlineData("nginx:1.27", "docker.io", "library/nginx", "1.27", false, "nginx:1.27", "1.27")]
    [InlineData("docker.io/nginx", "docker.io", "library/nginx", null, false, "docker.io/nginx", "latest")]
    [InlineData("index.docker.io/library/nginx", "docker.io", "library/nginx", null, false, "index.docker.io/library/nginx", "latest")]
    [InlineData("grafana/grafana:11", "docker.io", "grafana/grafana", "11", false, "grafana/grafana:11", "11")]
    [InlineData("localhost/web:1", "localhost", "web", "1", false, "localhost/web:1", "1")]
    [InlineData("localhost:5000/web", "localhost:5000", "web", null, false, "localhost:5000/web", "latest")]
    [InlineData("127.0.0.1:5000/a/b/c:x", "127.0.0.1:5000", "a/b/c", "x", false, "127.0.0.1:5000/a/b/c:x", "x")]
    [InlineData("[::1]:5000/web:1", "[::1]:5000", "web", "1", false, "[::1]:5000/web:1", "1")]
    [InlineData("QUAY.io/a/b", "quay.io", "a/b", null, false, "QUAY.io/a/b", "latest")]
    [InlineData("ghcr.io/a/b@sha256:" + Hex, "ghcr.io", "a/b", null, true, "ghcr.io/a/b@sha256:" + Hex, "sha256:" + Hex)]
    [InlineData("ghcr.io/a/b:1@sha256:" + Hex, "ghcr.io", "a/b", "1", true, "ghcr.io/a/b@sha256:" + Hex, "sha256:" + Hex)]
    [InlineData("a_b/c__d/e--f.g", "docker.io", "a_b/c__d/e--f.g", null, false, "a_b/c__d/e--f.g", "latest")]
    public void TryParse_Reference_HasItsParts(
        string text, string registry, string repository, string? tag, bool hasDigest, string lookup, string version)
    {
        Assert.True(ImageReference.TryParse(text, out var image));
        Assert.Equal((registry, repository, tag), (image.Registry, image.Repository, image.Tag));
        Assert.Equal(hasDigest ? "sha256:" + Hex : null, image.Digest);
        Assert.Equal(lookup, image.LookupName);
        Assert.Equal(version, image.PullVersion);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-nginx")]
    [InlineData("--privileged")]
    [InlineData("Nginx")]
    [InlineData("nginx:")]
    [InlineData("nginx:.a")]
    [InlineData("nginx: 1")]
    [InlineData("nginx@sha256:12")]
    [InlineData("nginx@" + Hex)]
    [InlineData("a//b")]
    [InlineData("/a")]
    [InlineData("a/")]
    [InlineData("a___b")]
    [InlineData("a..b")]
    [InlineData("a b")]
    [InlineData("host:port/a")]
    [InlineData("-host.test/a")]
    [InlineData("https://ghcr.io/a")]
    [InlineData("docker://ghcr.io/a/b:1")]
    [InlineData("host:123456/a")]
    [InlineData("nginx@md5:0123456789abcdef0123456789abcdef")]
    [InlineData("nginx@sha512:" + Hex)]
    [InlineData("nginx\n")]
    [InlineData(Hex)]
    [InlineData("sha256:" + Hex)]
    public void TryParse_NoReference_IsRefused(string text) => Assert.False(ImageReference.TryParse(text, out _));

    [Fact]
    public void TryParse_LongestNameAndTag_AreTheGrammars()
    {
        Assert.True(ImageReference.TryParse(new string('a', 255), out _));
        Assert.False(ImageReference.TryParse(new string('a', 256), out _));
        Assert.True(ImageReference.TryParse("a:" + new string('t', 128), out _));
        Assert.False(ImageReference.TryParse("a:" + new string('t', 129), out _));
    }

    [Theory]
    [InlineData("nginx", "docker.io/library/nginx:latest")]
    [InlineData("ghcr.io/a/b:1@sha256:" + Hex, "ghcr.io/a/b:1@sha256:" + Hex)]
    [InlineData("ghcr.io/a/b@sha256:" + Hex, "ghcr.io/a/b@sha256:" + Hex)]
    public void Canonical_NamesEverything(string text, string canonical)
    {
        Assert.True(ImageReference.TryParse(text, out var image));
        Assert.Equal(canonical, image.Canonical);
    }

    [Theory]
    [InlineData(Hex, true)]
    [InlineData("sha256:" + Hex, true)]
    [InlineData("0123456789ab", false)]
    [InlineData("sha512:" + Hex, false)]
    public void IsImageId_IsTheWholeHash(string text, bool isId) => Assert.Equal(isId, ImageReference.IsImageId(text));

    [Theory]
    [InlineData("docker.io", "https://index.docker.io/v1/", true)]
    [InlineData("docker.io", "registry-1.docker.io", true)]
    [InlineData("GHCR.io", "https://ghcr.io", true)]
    [InlineData("ghcr.io", "https://ghcr.io:443/v2", true)]
    [InlineData("localhost:5000", "http://localhost:5000/", true)]
    [InlineData("localhost:5000", "localhost", false)]
    [InlineData("ghcr.io", "evil.test/ghcr.io", false)]
    [InlineData("ghcr.io", "ghcr.io.evil.test", false)]
    [InlineData("docker.io", "", false)]
    public void AreSame_ComparesHosts(string left, string right, bool same)
    {
        Assert.Equal(same, RegistryHost.AreSame(left, right));
        Assert.Equal(same, RegistryHost.AreSame(right, left));
    }
}
