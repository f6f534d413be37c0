using OciReconciler.Model.Conditions;

namespace OciReconciler.Model.Rollouts;

/// <summary>What the past of a workload means for the next plan. Values only.</summary>
public sealed record Assessment
{
    /// <summary>Whether the workload serves its users now.</summary>
    public required Readiness Readiness { get; init; }

    /// <summary>It is to be stopped now, because it keeps ending; and why.</summary>
    public FailureReason? StopForBackoff { get; init; }

    /// <summary>The controller has taken over from systemd: that it does not run may be the controller's own doing.</summary>
    public bool IsCrashLooping { get; init; }

    /// <summary>Its unit has failed, and not by a crash: somebody stopped it, and it ended with a bad exit code.</summary>
    public bool FailedByStop { get; init; }

    /// <summary>It is not to be started now; and why.</summary>
    public FailureReason? DelayStart { get; init; }

    /// <summary>It runs and is not live: it is to be restarted; and why.</summary>
    public FailureReason? Restart { get; init; }

    /// <summary>What is wrong, apart from what the plan says of it.</summary>
    public FailureReason? Trouble { get; init; }

    /// <summary>Why what is applied counts as failed, whatever else is wrong now; null: it is good, or may become so.</summary>
    public FailureReason? Failure { get; init; }

    /// <summary>What a change in progress is watched for; or null.</summary>
    public FailureReason? Watching { get; init; }

    /// <summary>After which time alone another observation may find something else; null: never.</summary>
    public TimeSpan? ObserveAgainAfter { get; init; }
}
