using OciReconciler.Model.Manifests.Json;

namespace OciReconciler.UnitTests.Manifests;

public class ManifestSetTests
{
    [Fact]
    public void Check_OneNameInTwoFiles_IsAnErrorAtBoth() => Expect(
        Check(("a.json", Sample.Named("web", "")), ("b.json", Sample.Named("web", "'backend': 'docker'"))),
        """a.json:2: $: "web" is declared in b.json:2 too: rename or remove one""",
        """b.json:2: $: "web" is declared in a.json:2 too: rename or remove one""");

    [Fact]
    public void Check_OneUnitForTwoNames_IsAnErrorAtBoth() => Expect(
        Check(("a.json", Sample.Named("web", "")), ("b.json", Sample.Named("site", "'serviceName': 'podman-web'"))),
        """a.json:2: $: the unit "podman-web.service" is that of "site" in b.json:2 too: change name or serviceName of one""",
        """b.json:2: $: the unit "podman-web.service" is that of "web" in a.json:2 too: change name or serviceName of one""");

    [Fact]
    public void Check_Cycle_IsAnErrorInEachFileWithItsPath() => Expect(
        Check(
            ("a.json", Sample.Named("a", "'dependsOn': ['b']")),
            ("b.json", Sample.Named("b", "'dependsOn': ['c']")),
            ("c.json", Sample.Named("c", "'dependsOn': ['a']")),
            ("d.json", Sample.Named("d", "'dependsOn': ['a']"))),
        "a.json:2: $: the dependencies form a cycle: a -> b -> c -> a: remove one of these from dependsOn",
        "b.json:2: $: the dependencies form a cycle: b -> c -> a -> b: remove one of these from dependsOn",
        "c.json:2: $: the dependencies form a cycle: c -> a -> b -> c: remove one of these from dependsOn");

    [Fact]
    public void Check_TwoCyclesThatShareAMember_AreBothReported()
    {
        var errors = Check(
            ("a.json", Sample.Named("a", "'dependsOn': ['b', 'c']")),
            ("b.json", Sample.Named("b", "'dependsOn': ['a']")),
            ("c.json", Sample.Named("c", "'dependsOn': ['a']")));

        Assert.Equal(["a.json", "b.json", "c.json"], errors.Select(error => error.File));
        Assert.Contains("c -> a -> c", errors[2].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_BridgeBetweenTwoCycles_IsNoError()
    {
        var errors = Check(
            ("a.json", Sample.Named("a", "'dependsOn': ['b']")),
            ("b.json", Sample.Named("b", "'dependsOn': ['a', 'm']")),
            ("m.json", Sample.Named("m", "'dependsOn': ['x']")),
            ("x.json", Sample.Named("x", "'dependsOn': ['y']")),
            ("y.json", Sample.Named("y", "'dependsOn': ['x']")));

        Assert.Equal(["a.json", "b.json", "x.json", "y.json"], errors.Select(error => error.File));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Check_UnknownDependency_IsWarningOrError(bool isError)
    {
        var file = Parse("a.json", Sample.Named("web", "'dependsOn': ['cahce', 'other-thing']"));
        var cache = Parse("b.json", Sample.Named("cache", ""));

        var errors = ManifestSet.Check([file, cache], isError);

        Assert.Equal(
            [
                "\"web\" depends on \"cahce\", which is not declared: did you mean \"cache\"?",
                "\"web\" depends on \"other-thing\", which is not declared: declare it, or remove it from dependsOn",
            ],
            errors.Select(error => error.Message));
        Assert.All(errors, error => Assert.Equal(!isError, error.IsWarning));
    }

    [Theory]
    [InlineData("80:80", "80:8080", true)]
    [InlineData("80:80", "127.0.0.1:80:80", true)]
    [InlineData("0.0.0.0:80:80", "127.0.0.1:80:80", true)]
    [InlineData("1-9:1-9", "5:80", true)]
    [InlineData("[::]:80:80", "[::1]:80:80", true)]
    [InlineData("127.0.0.2:80:80", "127.0.0.1:80:80", false)]
    [InlineData("0.0.0.0:80:80", "[::1]:80:80", false)]
    [InlineData("80:80/udp", "80:80", false)]
    [InlineData("80", "80", false)]
    [InlineData("127.0.0.1::80", "80", false)]
    [InlineData("80-90:80", "85:80", false)]
    public void Check_OnePortOfTheHostTwice_IsAWarning(string first, string second, bool collides)
    {
        var errors = Check(("a.json", Sample.Named("a", $"'ports': ['{first}']")), ("b.json", Sample.Named("b", $"'ports': ['{second}']")));

        Assert.Equal(collides ? 1 : 0, errors.Length);
        Assert.All(errors, error => Assert.True(error.IsWarning));
        Assert.All(errors, error => Assert.Contains("is published by \"a\" in a.json:2 too", error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Check_LongChain_NeedsNoDeepStack()
    {
        const int Length = 20_000;
        var containers = Enumerable.Range(0, Length)
            .Select(number => $$"""  "w{{number}}": {"image": "x", "dependsOn": ["w{{(number + 1) % Length}}"]}""");
        var file = Parse("a.json", $$$"""{"containers": { {{{string.Join(',', containers)}}} }}""");

        var errors = ManifestSet.Check([file], unknownDependencyIsError: true);

        Assert.Contains("w19 -> (19980 more) -> w0", Assert.Single(errors).Message, StringComparison.Ordinal);
        Assert.Equal(Length, ManifestSet.Find([file], unknownDependencyIsError: true).Single().Workloads.Length);
    }

    [Fact]
    public void Check_SoundSet_IsSilent() => Expect(Check(
        ("a.json", Sample.Named("a", "'ports': ['80:80'], 'dependsOn': ['b']")),
        ("b.json", Sample.Named("b", "'ports': ['81:80'], 'dependsOn': ['cc']")),
        ("c.json", Sample.Named("cc", "'backend': 'docker'"))));

    private static void Expect(ImmutableArray<ManifestError> errors, params string[] expected) =>
        Assert.Equal(expected, errors.Select(error => error.ToString()));

    private static ImmutableArray<ManifestError> Check(params (string File, string Json)[] files) =>
        ManifestSet.Check([.. files.Select(file => Parse(file.File, file.Json))], unknownDependencyIsError: true);

    private static ManifestFile Parse(string name, string json)
    {
        var file = ManifestParser.Parse(name, Encoding.UTF8.GetBytes(json), Backend.Podman);
        Assert.Empty(file.Errors);
        return file;
    }
}
