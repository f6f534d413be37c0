using System.Text;
using OciReconciler.Desired;
using OciReconciler.Model.Rollouts;
using OciReconciler.Rollouts;
using OciReconciler.Secrets;
using OciReconciler.State;

namespace OciReconciler.Passes;

/// <summary>
/// Removes the plain text of secrets that no version has any more that could be started: neither what is applied and in force, nor the
/// stable one to return to.
/// </summary>
internal sealed class SecretSweep(SecretStore store, RolloutStates rollouts, ManifestFunctions rules)
{
    /// <summary>
    /// Removes it for those workloads that are as they should be. The files of the others stay, and those of paused ones.
    /// </summary>
    public async Task RunAsync(
        Plan plan, IEnumerable<ObservedWorkload> observed, DesiredView desired, CancellationToken cancellationToken)
    {
        foreach (var workload in observed.Where(workload => store.NeedsSweep(workload.Key)))
        {
            if (plan.Decisions[workload.Key] is not { Action: PlanAction.None, IsPaused: false }
                || desired.Members.GetValueOrDefault(workload.Key) is not { } member
                || workload.Applied?.DefinitionHash != member.DefinitionHash)
                continue;
            var inForce = desired.State.Workloads[workload.Key].Spec;
            if (rollouts.RecordOf(workload.Key).Stable is not { } stable || stable.DefinitionHash == member.DefinitionHash)
                await store.SweepAsync(workload.Key, [inForce], isLast: true, cancellationToken);
            else if (SpecOf(stable) is { } before)
                await store.SweepAsync(workload.Key, [inForce, before], isLast: false, cancellationToken);
        }
    }

    /// <inheritdoc cref="SecretStore.NeedsSweep"/>
    public bool Needs(WorkloadKey key) => store.NeedsSweep(key);

    /// <summary>The workload is gone, and so is the unit that had them.</summary>
    public Task ForgetAsync(WorkloadKey key, CancellationToken cancellationToken) => store.RemoveAsync(key, cancellationToken);

    private WorkloadSpec? SpecOf(StableRevision stable) =>
        rules.Accepted("stable", Encoding.UTF8.GetBytes(stable.Document)).Workload?.Spec;
}
