using OciReconciler.Images;
using OciReconciler.Reporting.Events;
using OciReconciler.Reporting.Progress;
using OciReconciler.Telemetry;

namespace OciReconciler.Preparing;

/// <summary>Reports preparations: as events, on the terminal, to the watchdog, as measurements.</summary>
/// <param name="events">Gets beginnings, ends and slow progress.</param>
/// <param name="progress">Called with each report: the pass gets on.</param>
internal sealed class PreparationReporter(
    EventRecorder events, ProgressLine line, Action progress, Instruments instruments, TimeProvider time)
{
    /// <summary>Takes what happens while the image of a workload is prepared.</summary>
    public IProgress<PrepareEvent> For(WorkloadKey key) => new TransferReporter(key, events, line, progress, time);

    /// <summary>Measures a preparation, also one that is ended before its result.</summary>
    public async Task<Preparation> MeasureAsync(WorkloadKey key, Decision decision, Func<Task<Preparation>> prepare)
    {
        var began = time.GetTimestamp();
        var span = instruments.BeginPreparation(key.Name, decision.Reason);
        Preparation? preparation = null;
        try
        {
            return preparation = await prepare();
        }
        finally
        {
            instruments.EndPreparation(span, preparation, time.GetElapsedTime(began));
        }
    }
}
