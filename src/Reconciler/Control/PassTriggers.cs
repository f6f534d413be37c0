using OciReconciler.Triggers;

namespace OciReconciler.Control;

/// <summary>All that asks for passes besides manifests: units, containers, what workloads lack, operators.</summary>
internal sealed class PassTriggers(
    UnitEventTrigger unitEvents,
    EngineEventSource engineEvents,
    EngineProbe engines,
    MissingObjectProbe missing,
    HealthProbe health,
    OperatorRequestSource operators,
    ReconcileRequests requests)
{
    /// <summary>The loops that ask for passes; each runs until cancelled.</summary>
    /// <param name="resync">Called when anything may have changed.</param>
    public IEnumerable<Func<CancellationToken, Task>> Loops(Action resync) =>
        [
            unitEvents.RunAsync,
            token => engineEvents.RunAsync(requests.Request, requests.Retry, resync, token),
            token => engines.RunAsync(requests.Retry, token),
            token => missing.RunAsync(requests.RequestNow, token),
            token => health.RunAsync(requests.Request, token),
            token => operators.RunAsync(requests.RequestNow, token),
        ];
}
