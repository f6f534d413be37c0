using OciReconciler.Desired;
using OciReconciler.Model.Rollouts;
using OciReconciler.Observing;
using OciReconciler.Preparing;

namespace OciReconciler.Passes;

/// <summary>What one pass over one component knows and has done. For the thread of the pass; disposed at its end.</summary>
/// <param name="members">The component: locked by the pass.</param>
/// <param name="refresh">Which desired state the pass works with.</param>
/// <param name="requests">What operators want of the members.</param>
internal sealed class ReconcilePass(
    ImmutableSortedSet<WorkloadKey> members, DesiredRefresh refresh, OperatorRequests requests, Preparations preparations)
    : IAsyncDisposable
{
    /// <summary>The component.</summary>
    public ImmutableSortedSet<WorkloadKey> Members => members;

    /// <summary>How many rounds are left.</summary>
    public RoundBudget Rounds { get; } = new(members.Count);

    /// <summary>The desired state of this round.</summary>
    public DesiredView Desired => refresh.View;

    /// <summary>What operators want of the members.</summary>
    public OperatorRequests Requests => requests;

    /// <summary>Images and inputs.</summary>
    public Preparations Preparations => preparations;

    /// <summary>Properties that only a change needs are read as well.</summary>
    public required bool ReadsDetails { get; set; }

    /// <summary>What the last round observed.</summary>
    public Observation Observation { get; set; } = Observation.Empty;

    /// <summary>The same, when nothing was done to the members since; else null.</summary>
    public Observation? Unchanged { get; set; }

    /// <summary>What the past of each desired member means.</summary>
    public ImmutableDictionary<WorkloadKey, Assessment> Assessments { get; set; } = ImmutableDictionary<WorkloadKey, Assessment>.Empty;

    /// <summary>What the last round planned.</summary>
    public Plan Plan { get; set; } = new(ImmutableSortedDictionary<WorkloadKey, Decision>.Empty, PlanPhase.Done, []);

    /// <summary>Members were taken down in the last phase and are not up yet.</summary>
    public bool IsDown { get; set; }

    /// <summary>Members that this pass took down.</summary>
    public HashSet<WorkloadKey> TakenDown { get; } = [];

    /// <summary>Members that this pass gave the version before, since the manifest's cannot be prepared.</summary>
    public HashSet<WorkloadKey> FallenBack { get; } = [];

    /// <summary>Adopts the newest desired state where that is safe.</summary>
    public Task RefreshAsync(CancellationToken cancellationToken) => refresh.RefreshAsync(IsDown, cancellationToken);

    /// <summary>What the next plan is made from: requests of operators are read anew.</summary>
    public PlanInput Input() => requests.AddTo(new PlanInput
    {
        Assessments = Assessments,
        Desired = members.Where(Desired.Members.ContainsKey).ToImmutableSortedDictionary(key => key, key => Desired.Members[key]),
        Observed = Observation.Workloads,
        Declared = Desired.Declared,
        MayPrune = [.. members.Where(Desired.State.MayPrune)],
        Prepared = preparations.Results,
    });

    /// <summary>Nothing more can be done now: answers the requests of operators.</summary>
    public ReconcileResult.Settled Settle() => Settle(Plan.Decisions);

    /// <summary>The same when the last plan had no step: what was observed is what there is.</summary>
    /// <param name="isDone">Whether nothing is left to be done for a member besides its plan.</param>
    public ReconcileResult SettleAsObserved(Func<WorkloadKey, bool> isDone)
    {
        var settled = Settle();
        var unchanging = members.Where(key => SettledMember.IsUnchanging(key, settled, this) && isDone(key));
        return settled with
        {
            Unchanging = [.. unchanging.Select(key =>
                new SettledWorkload(Desired.State.Workloads[key], Desired.Members[key], Observation.Workloads[key]))],
        };
    }

    /// <summary>The pass was not done after so many rounds: what is left is reported as blocked.</summary>
    public ReconcileResult GiveUp() =>
        Settle(Plan.Decisions.ToImmutableSortedDictionary(entry => entry.Key, entry => Unsettled(entry.Value)));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => preparations.DisposeAsync();

    private ReconcileResult.Settled Settle(ImmutableSortedDictionary<WorkloadKey, Decision> decisions)
    {
        var failures = preparations.Failures;
        requests.Complete(decisions, failures);
        return new ReconcileResult.Settled(
            decisions,
            failures,
            [.. Observation.Workloads.Values.Where(workload => workload.LacksContainer).Select(workload => workload.Key)],
            preparations.Waiting,
            Assessments
                .Where(entry => entry.Value.ObserveAgainAfter is not null)
                .ToImmutableDictionary(entry => entry.Key, entry => entry.Value.ObserveAgainAfter!.Value));
    }

    private static Decision Unsettled(Decision decision) => decision.Action == PlanAction.None
        ? decision
        : new(
            PlanAction.Blocked, Reasons.Unsettled,
            $"It keeps changing while it is worked on: {Sentences.Ended(decision.Message)} It is tried again later.");
}
