using OciReconciler.DBus.Manager;
using OciReconciler.DBus.Units;

namespace OciReconciler.Units;

/// <summary>Starts holder slices, each with the service that it holds or for one that is there.</summary>
internal sealed class UnitDefiner(ISystemdManager systemd, UnitJobs jobs, UnitLister lister)
{
    /// <summary>Starts the holder with the service as its auxiliary unit: systemd defines both or neither.</summary>
    /// <returns>The holder's job.</returns>
    public async Task<SystemdJob> DefineAsync(OwnershipMark mark, TransientUnit service, CancellationToken cancellationToken)
    {
        try
        {
            return await StartAsync(mark, [service], cancellationToken);
        }
        finally
        {
            // A listing that was asked for meanwhile may have been answered before systemd defined it.
            lister.Define(mark.Key, mark.Unit);
        }
    }

    /// <summary>Starts the holder of a service that lost it.</summary>
    /// <returns>The holder's job.</returns>
    public Task<SystemdJob> HoldAsync(OwnershipMark mark, CancellationToken cancellationToken) => StartAsync(mark, [], cancellationToken);

    private Task<SystemdJob> StartAsync(
        OwnershipMark mark, IReadOnlyList<TransientUnit> services, CancellationToken cancellationToken)
    {
        var holder = TransientUnits.Holder(mark);
        return jobs.EnqueueAsync(
            holder.Name, replaced: 0, mode => systemd.StartTransientUnitAsync(holder, mode, services, cancellationToken),
            cancellationToken);
    }
}
