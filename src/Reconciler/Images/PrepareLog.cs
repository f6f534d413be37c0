namespace OciReconciler.Images;

/// <summary>What a preparation says on its way. One for each preparation; warnings come from its own flow only.</summary>
internal sealed class PrepareLog(IProgress<PrepareEvent> news)
{
    private ImmutableArray<PrepareWarning> _warnings = [];

    /// <summary>Warnings so far.</summary>
    public ImmutableArray<PrepareWarning> Warnings => _warnings;

    /// <summary>The transfer is under way for another workload.</summary>
    public void ReportWaiting(TransferKind kind, string what) => news.Report(new PrepareEvent.Waiting(kind, what));

    /// <summary>A transfer begins.</summary>
    public ImageTransfer Begin(TransferKind kind, string what) => new(kind, what, news);

    /// <summary>A warning, kept for the outcome and reported at once.</summary>
    /// <param name="reason">CamelCase, one of <see cref="Reasons"/>.</param>
    public void Warn(string reason, string message)
    {
        _warnings = _warnings.Add(new PrepareWarning(reason, message));
        news.Report(new PrepareEvent.Warned(reason, message));
    }
}
