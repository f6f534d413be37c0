using OciReconciler.DBus.Manager;
using OciReconciler.Resilience;
using OciReconciler.Rollouts;
using OciReconciler.Units;

namespace OciReconciler.Observing;

/// <summary>
/// How often units were restarted and how they ended: read only where the rollout needs it, since it costs a call for each.
/// </summary>
internal sealed class UnitRunObserver(ISystemdManager systemd, RolloutStates rollouts, UnitEndReader ends, RetryPipelines retries)
{
    /// <summary>Whether the runs of a workload's unit were never read.</summary>
    public bool IsUnknown(WorkloadKey key) => rollouts.RunOf(key) is null;

    /// <summary>Adds the runs of the applied unit.</summary>
    /// <param name="workload">The unit and the container half.</param>
    /// <param name="backend">The engine that a manifest names; null: nothing declares the workload.</param>
    public async Task<ObservedWorkload> AddAsync(ObservedWorkload workload, Backend? backend, CancellationToken cancellationToken)
    {
        if (workload.AppliedUnit is not { IsLoaded: true } unit || !rollouts.NeedsRun(workload.Key, unit, workload.Container))
            return workload;
        var read = unit.Run is null ? await ReadAsync(unit, cancellationToken) : unit;
        if (backend is { } engine)
            read = await ends.AddAsync(workload.Key, engine, read, cancellationToken);
        return workload with { Units = workload.Units.SetItem(unit.Name, read) };
    }

    private async Task<ObservedUnit> ReadAsync(ObservedUnit unit, CancellationToken cancellationToken)
    {
        var service = await retries.DBusCall.ExecuteAsync(
            async token => await systemd.GetServiceAsync(unit.Name, token), cancellationToken);
        return unit with { Run = UnitRunReader.Read(service) };
    }
}
