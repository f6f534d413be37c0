namespace OciReconciler.Model.Planning;

/// <summary>
/// A decision for each member and the steps of the next phase. A pass repeats observe, plan, execute until there are no steps:
/// preparing comes before anything is stopped, and what is brought up is planned anew after what had to go is gone.
/// </summary>
/// <param name="Decisions">For each member of the component.</param>
/// <param name="Phase">What the steps are for.</param>
/// <param name="Steps">In order; empty when nothing is to be done.</param>
public sealed record Plan(ImmutableSortedDictionary<WorkloadKey, Decision> Decisions, PlanPhase Phase, ImmutableArray<PlanStep> Steps)
{
    /// <summary>In sync, or nothing can be done now.</summary>
    public bool IsEmpty => Steps.IsEmpty;

    /// <summary>Every member is as it should be, or gone.</summary>
    public bool IsSettled => Decisions.Values.All(decision => decision.Action is PlanAction.None or PlanAction.Forget);

    /// <summary>For logs.</summary>
    public override string ToString() => IsEmpty ? "nothing to do" : string.Join(", ", Steps);
}

/// <summary>Phases of a pass.</summary>
public enum PlanPhase
{
    /// <summary>No steps.</summary>
    Done,

    /// <summary>Images and inputs; nothing on the host is touched.</summary>
    Prepare,

    /// <summary>Stop and release, dependents first.</summary>
    TakeDown,

    /// <summary>Define, hold and start, dependencies first.</summary>
    BringUp,
}
