using OciReconciler.Configuration;
using OciReconciler.Control;
using OciReconciler.Reporting;
using OciReconciler.Threading;

namespace OciReconciler.Hosting;

/// <summary>Reconciles once and reports.</summary>
/// <param name="triggers">What asks for passes, from the start on.</param>
/// <param name="updates">Settled when no manifest is being written.</param>
/// <param name="records">Pruned before the passes.</param>
internal sealed class SingleRun(
    ReconcilerOptions options,
    IReadOnlyList<Func<CancellationToken, Task>> triggers,
    DesiredUpdates updates,
    Resync resync,
    RecordPruner records,
    Controller controller)
{
    /// <summary>Converges once.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var listening = TaskGroup.RunAsync(triggers, ending.Token);
        try
        {
            await await Task.WhenAny(updates.SourcesSettled, listening);
            var all = await resync.AllAsync(cancellationToken);
            await records.PruneExceptAsync(all, cancellationToken);
            await controller.RunOnceAsync(all, cancellationToken);
        }
        finally
        {
            await ending.CancelAsync();
            await listening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Prints what came of it.</summary>
    /// <returns>The exit code.</returns>
    public int Report() => RunOnceReport.Print(updates.Report, StatusFiles.ReadAll(options.StatusDirectory));
}
