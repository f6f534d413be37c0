using OciReconciler.Model.Desired;
using OciReconciler.Model.Observed;
using OciReconciler.Model.Rollouts;

namespace OciReconciler.Model.Planning;

/// <summary>What is decided from about a workload whose unit is defined, as if its manifest had not changed.</summary>
/// <param name="Applied">The mark of what is defined.</param>
/// <param name="RenderVersion">How it would be rendered now.</param>
/// <param name="Input">The component that it is a member of.</param>
internal sealed record DefinedContext(
    DesiredMember Desired, OwnershipMark Applied, ObservedUnit Unit, string RenderVersion, PlanInput Input)
{
    public ObservedWorkload Observed { get; } = Input.Observed[Desired.Key];

    public Assessment Assessment { get; } = Input.AssessmentOf(Desired.Key);

    /// <summary>It is to run, and a start is the controller's to give.</summary>
    public bool IsToStart => (Desired.AutoStart || Observed.StartIsPending) && Unit.NeedsStart;

    /// <summary>It would be another unit if it were defined anew.</summary>
    public bool IsRenderedOtherwise => Applied.RenderVersion != RenderVersion;

    /// <summary>The first dependency that is to be ready and is not; null: none is in the way.</summary>
    public WorkloadKey? UnreadyDependency => DependencyReadiness.UnreadyDependency(Input, Desired);
}
