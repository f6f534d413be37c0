using OciReconciler.Desired;
using OciReconciler.Model.Desired;
using OciReconciler.Model.Images;

namespace OciReconciler.Observing;

/// <summary>A workload of which a pass found that nothing is to be done, and what it found that by. Immutable.</summary>
/// <param name="Wanted">What was desired.</param>
/// <param name="Member">The same as the planner sees it.</param>
/// <param name="Observed">What was seen of the host.</param>
internal sealed record SettledWorkload(DesiredWorkload Wanted, DesiredMember Member, ObservedWorkload Observed)
{
    /// <summary>The slice that holds its unit.</summary>
    public string Holder { get; } = Ownership.HolderUnit(Member.Key);

    /// <summary>What the image is looked for by.</summary>
    public string ImageName { get; } =
        ImageReference.TryParse(Wanted.Spec.Image, out var reference) ? reference.LookupName : Wanted.Spec.Image;

    /// <summary>Whether the same is desired now.</summary>
    public bool IsWantedBy(DesiredView view) =>
        view.State.Workloads.TryGetValue(Member.Key, out var wanted)
        && view.Members.TryGetValue(Member.Key, out var member)
        && IsSame(wanted)
        && IsSame(member)
        && member.DependsOn.All(view.Declared.Contains);

    private bool IsSame(DesiredWorkload wanted) => ReferenceEquals(wanted, Wanted)
        || (wanted.Matches(Wanted) && wanted.Rollback == Wanted.Rollback && wanted.Document == Wanted.Document);

    private bool IsSame(DesiredMember member) => ReferenceEquals(member, Member)
        || (member.DependsOn.SequenceEqual(Member.DependsOn) && member with { DependsOn = Member.DependsOn } == Member);
}
