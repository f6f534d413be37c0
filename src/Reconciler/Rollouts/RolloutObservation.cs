using OciReconciler.Model.Rollouts;

namespace OciReconciler.Rollouts;

/// <summary>What one observation of a workload gave.</summary>
/// <param name="Assessment">What the past means for the plan.</param>
/// <param name="Restarts">How often systemd has restarted it since the observation before.</param>
internal sealed record RolloutObservation(Assessment Assessment, RolloutRecord Before, RolloutRecord After, int Restarts)
{
    /// <summary>Another revision is in force from now on.</summary>
    public bool ChangesWhatIsWanted => (Before.Failed is { IsKept: false }) != (After.Failed is { IsKept: false });

    /// <summary>The revision that was given up just now, or null.</summary>
    public FailedRevision? GivenUp => Before.Failed != After.Failed ? After.Failed : null;

    /// <summary>The change that came to its end just now, or null.</summary>
    public ChangeOutcome? Ended => Before.LastChange != After.LastChange ? After.LastChange : null;
}
