using System.Collections.Frozen;

namespace OciReconciler.UnitTests.Units;

/// <summary>Specs that tests start from.</summary>
internal static class Specs
{
    public static FrozenDictionary<string, string> NoUnits { get; } = FrozenDictionary<string, string>.Empty;

    public static WorkloadSpec Web { get; } = new() { Key = new("web"), Image = "docker.io/library/nginx:1.27" };

    public static HostUser Redis { get; } = new("redis", 2342, "/var/lib/redis", Lingers: false);

    /// <summary>The unit of a spec that a manifest can have: it is written as one and parsed first.</summary>
    public static UnitDefinition Render(this WorkloadSpec spec, HostUser? user = null) =>
        UnitRenderer.Render(spec.ThroughParser(), NoUnits, new RenderSettings(), user);

    private static WorkloadSpec ThroughParser(this WorkloadSpec spec)
    {
        var manifest = ManifestWriter.Write(spec, ImmutableSortedDictionary<string, string>.Empty);
        var file = ManifestParser.Parse("m.json", manifest, Backend.Podman);
        Assert.Empty(file.Errors.Where(error => !error.IsWarning));
        return Assert.Single(file.Workloads).Spec;
    }
}
