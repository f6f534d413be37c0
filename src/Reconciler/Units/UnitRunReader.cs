using OciReconciler.DBus.Units;

namespace OciReconciler.Units;

/// <summary>What a service's properties say of its runs.</summary>
internal static class UnitRunReader
{
    // CLD_EXITED of waitid(2): the other codes are of ends by a signal.
    private const int Exited = 1;
    private const int SignalBase = 128;

    /// <summary>Its runs.</summary>
    public static UnitRun Read(ServiceProperties service) =>
        new(service.Restarts, service.MainStartedAt, service.Unit.InvocationId, ExitOf(service));

    private static LastExit? ExitOf(ServiceProperties service) => service.MainCode == 0
        ? null
        : new LastExit(service.MainCode == Exited
            ? service.MainStatus : SignalBase + service.MainStatus, service.Result, service.MainExitedAt);
}
