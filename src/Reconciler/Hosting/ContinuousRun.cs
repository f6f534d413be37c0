using OciReconciler.Control;
using OciReconciler.Threading;

namespace OciReconciler.Hosting;

/// <summary>Reconciles until the controller is to stop.</summary>
/// <param name="triggers">What asks for passes, from the start on.</param>
/// <param name="requests">Opened when every source was listed.</param>
/// <param name="loops">What runs from then on, each until cancelled.</param>
internal sealed class ContinuousRun(
    IReadOnlyList<Func<CancellationToken, Task>> triggers,
    ReconcileRequests requests,
    RecordPruner records,
    ServiceNotices notices,
    IReadOnlyList<Func<CancellationToken, Task>> loops)
{
    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await TaskGroup.RunAsync([token => TaskGroup.RunAsync(triggers, token), ControlAsync], cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Somebody wants the controller to stop.
        }
        finally
        {
            notices.Stopping();
        }
    }

    private async Task ControlAsync(CancellationToken cancellationToken)
    {
        await AsyncWait.ForAsync(requests.Opened, cancellationToken);
        await records.PruneAsync(cancellationToken);
        notices.Ready();
        await TaskGroup.RunAsync(loops, cancellationToken);
    }
}
