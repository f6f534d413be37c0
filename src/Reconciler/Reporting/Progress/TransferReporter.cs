using OciReconciler.Engine;
using OciReconciler.Images;
using OciReconciler.Reporting.Events;

namespace OciReconciler.Reporting.Progress;

/// <summary>Tells of one workload's preparation: as events, which are few, and on the terminal's line.</summary>
/// <param name="events">Told of beginning and end, and of progress every ten seconds.</param>
/// <param name="moved">Called whenever something is told: the transfer gets on.</param>
internal sealed class TransferReporter(
    WorkloadKey key, EventRecorder events, ProgressLine line, Action moved, TimeProvider time) : IProgress<PrepareEvent>
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    // A preparation has one transfer at a time.
    private long _began;
    private long _reported;
    private ImageProgress _progress = new(0, 0);

    /// <inheritdoc/>
    public void Report(PrepareEvent value)
    {
        moved();
        switch (value)
        {
            case PrepareEvent.Waiting waiting:
                events.Normal(key, Begun(waiting.Kind), $"Waiting for {waiting.What}, which is on its way for another workload");
                break;
            case PrepareEvent.Began began:
                Begin(began.Transfer);
                break;
            case PrepareEvent.Progressed step:
                Move(step.Transfer, step.Progress);
                break;
            case PrepareEvent.Ended ended:
                End(ended.Transfer, ended.Succeeded);
                break;
            case PrepareEvent.Warned warned:
                events.Warning(key, warned.Reason, warned.Message);
                break;
        }
    }

    private static string Begun(TransferKind kind) => kind == TransferKind.Pull ? Reasons.Pulling : Reasons.LoadingImage;

    private void Begin(ImageTransfer transfer)
    {
        _began = _reported = time.GetTimestamp();
        _progress = new ImageProgress(0, 0);
        line.Show(transfer, _progress);
        events.Normal(key, Begun(transfer.Kind), ProgressText.Began(transfer.Kind, transfer.What), series: transfer.What);
    }

    private void Move(ImageTransfer transfer, ImageProgress progress)
    {
        _progress = progress;
        line.Show(transfer, progress);
        if (time.GetElapsedTime(_reported) < Interval)
            return;
        _reported = time.GetTimestamp();
        events.Normal(key, Begun(transfer.Kind), ProgressText.Moving(transfer.Kind, transfer.What, progress), series: transfer.What);
    }

    private void End(ImageTransfer transfer, bool succeeded)
    {
        line.Drop(transfer);
        if (!succeeded)
            return;
        var reason = transfer.Kind == TransferKind.Pull ? Reasons.Pulled : Reasons.LoadedImage;
        events.Normal(key, reason, ProgressText.Ended(transfer.Kind, transfer.What, _progress, time.GetElapsedTime(_began)));
    }
}
