using System.Collections.Frozen;
using OciReconciler.Model.Units;
using OciReconciler.Model.Workloads;

namespace OciReconciler.UnitTests.Units;

/// <summary>Specs that tests start from.</summary>
internal static class Specs
{
    public static FrozenDictionary<string, string> NoUnits { get; } = FrozenDictionary<string, string>.Empty;

    public static WorkloadSpec Web { get; } = new() { Key = new("web"), Image = "docker.io/library/nginx:1.27" };

    public static HostUser Redis { get; } = new("redis", 2342, "/var/lib/redis", Lingers: false);

    public static UnitDefinition Render(this WorkloadSpec spec, HostUser? user = null) => UnitRenderer.Render(spec, NoUnits, new RenderSettings(), user);
}
