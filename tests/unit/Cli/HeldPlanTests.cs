using OciReconciler.Cli;
using OciReconciler.Hosting;
using OciReconciler.Model.Desired;
using OciReconciler.Observing;
using OciReconciler.UnitTests.Manifests;
using OciReconciler.Units;

namespace OciReconciler.UnitTests.Cli;

public sealed class HeldPlanTests
{
    private static readonly WorkloadKey Web = new("web");
    private static readonly FailedRevision Bad = new("m2", "CrashLoopBackOff", "It ended again and again.", DateTimeOffset.UnixEpoch);

    [Fact]
    public void From_RolledBack_SaysWhatIsHeldWhyAndWhatToDo()
    {
        var planned = Assert.Single(Report(Bad).Workloads);
        Assert.Equal(("held", "RolledBack"), (planned.Action, planned.Reason));
        Assert.Equal(
            "This manifest did not come up, and the version before is in force. It ended again and again. "
            + "Change the manifest to have another try.",
            planned.Message);
        Assert.Equal(["spec.image"], planned.Changes.Select(change => change.Path));
    }

    // It is tried again by itself.
    [Fact]
    public void From_CannotBePreparedYet_SaysWhy()
    {
        var planned = Assert.Single(Report(Bad with { Reason = "ImageNotFound", Message = "It is not there.", IsForNow = true }).Workloads);
        Assert.Equal(("held", "ImageNotFound", "It is not there."), (planned.Action, planned.Reason, planned.Message));
    }

    private static PlanReport Report(FailedRevision bad)
    {
        var good = Sample.One(Sample.Named("web", "")).Spec;
        var manifest = good with { Image = "web:2" };
        var labels = ImmutableSortedDictionary<string, string>.Empty;
        var stable = new Revision(good, Composition.Document(good, labels));
        var workload = Wanted.Of(manifest, Composition.Document(manifest, labels)).RolledBackBy(new Rollback("m2", stable, ""));
        var desired = new DesiredView(
            DesiredState.Empty with { Workloads = DesiredState.Empty.Workloads.Add(Web, workload) }, new RenderSettings(), _ => null);
        var plan = new Plan(
            ImmutableSortedDictionary<WorkloadKey, Decision>.Empty.Add(Web, new(PlanAction.None, "InSync", "As declared.")), PlanPhase.Done,
            []);
        var observed = ImmutableSortedDictionary<WorkloadKey, ObservedWorkload>.Empty.Add(Web, new() { Key = Web });
        return PlanReport.From(
            plan, desired, new Observation(new UnitListing([]), observed), new LastAppliedSpecs("/nowhere", StateFiles.ReadOnly),
            _ => new RolloutRecord { Failed = bad });
    }
}
