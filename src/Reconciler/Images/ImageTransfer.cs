using OciReconciler.Engine;

namespace OciReconciler.Images;

/// <summary>
/// One pull or load on its way into an engine. What it reports goes to the preparation that started it. Disposed at its end, however it
/// ends.
/// </summary>
internal sealed class ImageTransfer : IProgress<ImageProgress>, IDisposable
{
    private readonly IProgress<PrepareEvent> _events;
    private bool _succeeded;

    /// <summary>Begins, and reports that.</summary>
    /// <param name="what">The image or archive.</param>
    public ImageTransfer(TransferKind kind, string what, IProgress<PrepareEvent> news)
    {
        (Kind, What, _events) = (kind, what, news);
        news.Report(new PrepareEvent.Began(this));
    }

    /// <summary>What is done.</summary>
    public TransferKind Kind { get; }

    /// <summary>The image or archive.</summary>
    public string What { get; }

    /// <summary>How far it is now.</summary>
    public void Report(ImageProgress value) => _events.Report(new PrepareEvent.Progressed(this, value));

    /// <summary>All of it has arrived.</summary>
    public void Succeed() => _succeeded = true;

    /// <inheritdoc/>
    public void Dispose() => _events.Report(new PrepareEvent.Ended(this, _succeeded));
}

/// <summary>Ways of an image into an engine.</summary>
internal enum TransferKind
{
    /// <summary>From a registry.</summary>
    Pull,

    /// <summary>From imageFile or imageStream.</summary>
    Load,
}
