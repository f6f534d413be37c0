using BenchmarkDotNet.Attributes;
using OciReconciler.UnitTests.Planning;

namespace OciReconciler.Benchmarks;

/// <summary>Plans of a component, without what is observed for them.</summary>
public class PlannerBenchmarks
{
    private readonly PlannerScenario _settled = new PlannerScenario().Converged("db").Converged("web", "db").PreparedAll();
    private readonly PlannerScenario _edited = new PlannerScenario().Converged("db").Converged("web", "db").Edited("web").PreparedAll();

    [Benchmark]
    public object PlanSettled() => _settled.Plan();

    [Benchmark]
    public object PlanEdited() => _edited.Plan();
}
