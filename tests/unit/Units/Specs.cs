using System.Collections.Frozen;
using OciReconciler.Model.Units;
using OciReconciler.Model.Workloads;

namespace OciReconciler.UnitTests.Units;

/// <summary>Specs that tests start from.</summary>
internal static class Specs
{
    public static FrozenDictionary<string, string> NoUnits { get; } = FrozenDictionary<string, string>.Empty;

    public static WorkloadSpec Web { get; } = new() { Key = new("web"), Image = "docker.io/library/nginx:1.27" };

    public static UnitDefinition Render(this WorkloadSpec spec) => UnitRenderer.Render(spec, NoUnits, new RenderSettings());
}
