using OciReconciler.Desired;
using OciReconciler.Engine;
using OciReconciler.Model.Units;

namespace OciReconciler.Triggers;

/// <summary>
/// Asks podman for the health and state of containers whose manifests have a check, as often as the check runs, and asks for a pass when
/// they are others: podman's events are not followed, and docker's come by themselves.
/// </summary>
internal sealed class HealthProbe(DesiredViews views, EngineRegistry engines, TimeProvider time)
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private readonly Dictionary<WorkloadKey, (long AskedAt, string Id, HealthState Health, string State)> _known = [];

    /// <summary>Runs until cancelled.</summary>
    /// <param name="add">Gets the key of a workload whose health is another.</param>
    public async Task RunAsync(Action<WorkloadKey> add, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Tick, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            foreach (var spec in Checked().Where(IsDue))
            {
                if (await IsAnotherAsync(spec, cancellationToken))
                    add(spec.Key);
            }
        }
    }

    private IEnumerable<WorkloadSpec> Checked() => views.Current.State.Workloads.Values
        .Select(workload => workload.Spec)
        .Where(spec => spec is { Backend: Backend.Podman, HealthCheck: not null } && NotWatched.OptionOf(spec) is null);

    private bool IsDue(WorkloadSpec spec) =>
        !_known.TryGetValue(spec.Key, out var known) || time.GetElapsedTime(known.AskedAt) >= spec.HealthCheck!.Interval;

    private async Task<bool> IsAnotherAsync(WorkloadSpec spec, CancellationToken cancellationToken)
    {
        try
        {
            var container = await engines.Of(spec).InspectContainerAsync(spec.Key.Name, cancellationToken);
            var (id, health, state) = (container?.Id ?? "", container?.Health ?? HealthState.None, container?.State ?? "");
            // A pass may have observed this container before its first check.
            var isAnother = _known.TryGetValue(spec.Key, out var known)
                ? (known.Id, known.Health, known.State) != (id, health, state)
                : container is not null;
            _known[spec.Key] = (time.GetTimestamp(), id, health, state);
            return isAnother;
        }
        catch (Exception failure) when (failure is EngineException or EngineUnavailableException)
        {
            // Passes report what is wrong with the engine.
            _known[spec.Key] = (time.GetTimestamp(), "", HealthState.None, "");
            return false;
        }
    }
}
