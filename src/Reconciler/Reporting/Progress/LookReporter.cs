using OciReconciler.Images;

namespace OciReconciler.Reporting.Progress;

/// <summary>Tells of a look at an image that nothing waits for: on the terminal's line alone, since it is every minute and most of the time there is nothing new.</summary>
internal sealed class LookReporter(ProgressLine line) : IProgress<PrepareNews>
{
    /// <inheritdoc/>
    public void Report(PrepareNews value)
    {
        switch (value)
        {
            case PrepareNews.Moved moved:
                line.Show(moved.Transfer, moved.Progress);
                break;
            case PrepareNews.Ended ended:
                line.Drop(ended.Transfer);
                break;
        }
    }
}
