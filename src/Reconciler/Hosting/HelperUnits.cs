using OciReconciler.DBus.Manager;
using OciReconciler.Engine;
using OciReconciler.Images;
using OciReconciler.Telemetry;

namespace OciReconciler.Hosting;

/// <summary>The units that the controller runs for itself. No container is in one of them, and none outlives the controller.</summary>
internal sealed class HelperUnits(RootlessPodman rootless, ImageStreamRunner streams, TimeProvider time, ILogger<HelperUnits> log)
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);

    /// <summary>Stops what a controller that was killed has left running.</summary>
    public async Task StopLeftoversAsync(CancellationToken cancellationToken)
    {
        try
        {
            await streams.StopLeftoversAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is BusException or TimeoutException)
        {
            log.HelperUnitsNotStopped(failure.Message);
        }
    }

    /// <summary>Stops what is not needed without a controller.</summary>
    public async Task StopAsync()
    {
        try
        {
            await rootless.StopAllAsync(CancellationToken.None).WaitAsync(StopLimit, time);
        }
        catch (Exception failure) when (failure is BusException or TimeoutException)
        {
            log.HelperUnitsNotStopped(failure.Message);
        }
    }
}
