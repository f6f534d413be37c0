using OciReconciler.Model.Desired;
using OciReconciler.Model.Observed;

namespace OciReconciler.Model.Rollouts;

/// <summary>One observation of a workload.</summary>
/// <param name="Member">What is wanted: after a rollback the stable version.</param>
/// <param name="ManifestDigest">Of the manifest's document, whatever is wanted in its place.</param>
/// <param name="Document">The canonical document of what is wanted.</param>
/// <param name="Now">The controller's monotonic clock.</param>
/// <param name="Time">The wall clock, for people.</param>
public sealed record AssessmentInput(
    ObservedWorkload Observed, DesiredMember Member, string ManifestDigest, string Document, TimeSpan Now, DateTimeOffset Time)
{
    /// <summary>The service, when it is ours.</summary>
    public ObservedUnit? Unit => Observed.AppliedUnit;

    /// <summary>What is applied; null when nothing is.</summary>
    public RevisionId? Revision => Observed.Applied?.Revision;

    /// <summary>What is applied is what is wanted, as far as the manifest goes.</summary>
    public bool IsApplied => Observed.Applied?.DefinitionHash == Member.DefinitionHash;

    /// <summary>The unit gave up: systemd does not start it again.</summary>
    public bool HasFailed => Unit?.ActiveState == "failed";

    /// <summary>Whether what is applied is that version.</summary>
    public bool Is(StableRevision? stable) => stable is not null && Revision == stable.Id;
}
