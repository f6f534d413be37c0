using OciReconciler.DBus.Units;

namespace OciReconciler.Units;

/// <summary>What a service's properties say of its runs.</summary>
internal static class UnitRunReader
{
    // CLD_EXITED of waitid(2): the other codes are of ends by a signal.
    private const int Exited = 1;
    private const int SignalBase = 128;

    /// <summary>A service's restart count and how its main process ended last.</summary>
    public static UnitRun Read(ServiceProperties service) =>
        new(service.Restarts, service.MainStartedAt, service.Unit.InvocationId, ExitOf(service));

    private static LastExit? ExitOf(ServiceProperties service)
    {
        if (service.MainCode == 0)
            return null;
        var code = service.MainCode == Exited ? service.MainStatus : SignalBase + service.MainStatus;
        return new LastExit(code, service.Result, service.MainExitedAt);
    }
}
