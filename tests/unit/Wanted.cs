using OciReconciler.Model.Desired;

namespace OciReconciler.UnitTests;

/// <summary>Desired workloads as the store makes them, for tests to which their documents are all one.</summary>
internal static class Wanted
{
    /// <summary>The revision of a spec, with an empty document.</summary>
    public static Revision Revision(WorkloadSpec spec) => new(spec, "");

    /// <summary>A workload that a manifest without errors declares.</summary>
    public static DesiredWorkload Of(WorkloadSpec spec, string document = "") =>
        new(new LastValidRevision(new Revision(spec, document), "/m", $"/m/{spec.Key}.json"), [], 1);
}
