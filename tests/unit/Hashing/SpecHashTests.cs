using System.Reflection;
using OciReconciler.UnitTests.Units;
using static OciReconciler.UnitTests.Hashing.HashMutations;

namespace OciReconciler.UnitTests.Hashing;

public sealed class SpecHashTests
{
    /// <summary>All that a spec is given; what it derives has no setter.</summary>
    public static TheoryData<string> Properties => [.. Given<WorkloadSpec>()];

    // A new property must be put into one of the tables, and so into the hash or knowingly not.
    [Theory]
    [MemberData(nameof(Properties))]
    public void Definition_EveryProperty_CountsOrIsKnownNotTo(string property)
    {
        Assert.True(Inside.ContainsKey(property) || Outside.ContainsKey(property), $"No test says whether {property} belongs to the hash.");
        foreach (var changed in Inside.GetValueOrDefault(property, []))
            Assert.NotEqual(Hash(Full), Hash(changed));
        foreach (var (one, other) in Outside.GetValueOrDefault(property, []))
            Assert.Equal(Hash(one), Hash(other));
    }

    // The tables know these; a new one must be thought of there.
    [Fact]
    public void Definition_PropertiesOfPodman_AreThoseTheTablesKnow() =>
        Assert.Equal(["SdNotify", "User"], Given<PodmanOptions>().Order(StringComparer.Ordinal));

    [Fact]
    public void Definition_AllChanges_DifferFromOneAnother()
    {
        var specs = Inside.Values.SelectMany(changed => changed).ToArray();

        // imageFile and imageStream reach the unit in the same way.
        Assert.Equal(specs.Length - 1, specs.Select(Hash).Distinct(StringComparer.Ordinal).Count());
    }

    // What changes the unit changes the hash, and the other way round.
    [Fact]
    public void Definition_SameHash_MeansSameUnit()
    {
        foreach (var (one, other) in Outside.Where(entry => entry.Key != nameof(WorkloadSpec.DependsOn)).SelectMany(entry => entry.Value))
            Assert.Equal(UnitFileText.Format(one.Render()), UnitFileText.Format(other.Render()));
        foreach (var changed in Inside.Values.SelectMany(changes => changes))
            Assert.NotEqual(UnitFileText.Format(Full.Render()), UnitFileText.Format(changed.Render()));
    }

    // Computed by hand from the canonical JSON. Another answer here means that an upgrade replaces every workload of every host.
    [Fact]
    public void Definition_KnownSpec_HasKnownHash()
    {
        Assert.Equal("7c121116cd82275b", Hash(Specs.Web));
        Assert.Equal("894b9d3efe398601", Hash(Full));
    }

    [Fact]
    public void Definition_OrderOfMaps_DoesNotCount()
    {
        var descending = Comparer<string>.Create((a, b) => string.CompareOrdinal(b, a));
        var reversed = Full with
        {
            Labels = Full.Labels.WithComparers(descending),
            Environment = Full.Environment.WithComparers(descending),
        };

        Assert.NotEqual(Full.Environment.Keys, reversed.Environment.Keys);
        Assert.Equal(Hash(Full), Hash(reversed));
        Assert.Equal(Full.Render().ExecStart.Arguments, reversed.Render().ExecStart.Arguments);
    }

    [Fact]
    public void Definition_DependencyGetsAnotherUnitName_Changes()
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal) { ["db"] = "database.service" };

        Assert.NotEqual(Hash(Full), SpecHash.Definition(Full, names));
        names["db"] = "podman-db.service";
        Assert.Equal(Hash(Full), SpecHash.Definition(Full, names));
    }

    [Fact]
    public void Inputs_KnownContent_HasKnownHash() =>
        Assert.Equal("b0738734abf91976", SpecHash.Inputs("sha256:ab", Map(("/a", "1"), ("/b", "2"))));

    [Fact]
    public void Inputs_ImageOrFileChanges_Changes()
    {
        var before = SpecHash.Inputs("sha256:ab", Map(("/a", "1"), ("/b", "2")));

        Assert.NotEqual(before, SpecHash.Inputs("sha256:cd", Map(("/a", "1"), ("/b", "2"))));
        Assert.NotEqual(before, SpecHash.Inputs("sha256:ab", Map(("/a", "1"), ("/b", "3"))));
        Assert.NotEqual(before, SpecHash.Inputs("sha256:ab", Map(("/a", "1"))));
        var otherOrder = new Dictionary<string, string>(StringComparer.Ordinal) { ["/b"] = "2", ["/a"] = "1" };
        Assert.Equal(before, SpecHash.Inputs("sha256:ab", otherOrder));
    }

    [Fact]
    public void RenderVersion_EachSetting_Counts()
    {
        var settings = new RenderSettings { SystemdVersion = 257 };

        RenderSettings[] changed =
        [
            settings with { ProxyEnvironment = Map(("http_proxy", "p")) },
            settings with { Programs = Map(("podman", "/usr/bin/podman")) },
            settings with { SystemdVersion = 253 },
        ];
        Assert.All(changed, other => Assert.NotEqual(SpecHash.RenderVersion(settings), SpecHash.RenderVersion(other)));
        var secrets = settings with { SecretsDirectory = "/secrets" };
        Assert.NotEqual(SpecHash.RenderVersion(settings, hasSecrets: true), SpecHash.RenderVersion(secrets, hasSecrets: true));
        Assert.Equal(changed.Length + 1, Given<RenderSettings>().Count());
        Assert.Equal(SpecHash.RenderVersion(settings), SpecHash.RenderVersion(settings with { SystemdVersion = 254 }));
    }

    [Fact]
    public void RenderVersion_UserOfPodman_Counts()
    {
        var settings = new RenderSettings();
        HostUser?[] users = [
            null, Specs.Redis, Specs.Redis with { Uid = 1 }, Specs.Redis with { Home = "/home/redis" },
            Specs.Redis with { Lingers = true }];

        Assert.Equal(users.Length, users.Select(user => SpecHash.RenderVersion(settings, user)).Distinct().Count());
    }

    private static string Hash(WorkloadSpec spec) => SpecHash.Definition(spec, Specs.NoUnits);

    private static IEnumerable<string> Given<T>() =>
        typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.CanWrite)
            .Select(property => property.Name);
}
