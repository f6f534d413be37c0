using OciReconciler.Engine;

namespace OciReconciler.Images;

/// <summary>One pull or load on its way into an engine. What it tells goes to the preparation that started it. Disposed at its end, however it ends.</summary>
internal sealed class ImageTransfer : IProgress<ImageProgress>, IDisposable
{
    private readonly IProgress<PrepareNews> _news;
    private bool _succeeded;

    /// <summary>Begins, and tells so.</summary>
    /// <param name="kind">What is done.</param>
    /// <param name="what">The image or archive.</param>
    /// <param name="news">Who is told.</param>
    public ImageTransfer(TransferKind kind, string what, IProgress<PrepareNews> news)
    {
        (Kind, What, _news) = (kind, what, news);
        news.Report(new PrepareNews.Began(this));
    }

    /// <summary>What is done.</summary>
    public TransferKind Kind { get; }

    /// <summary>The image or archive.</summary>
    public string What { get; }

    /// <summary>How far it is now.</summary>
    public void Report(ImageProgress value) => _news.Report(new PrepareNews.Moved(this, value));

    /// <summary>All of it has arrived.</summary>
    public void Succeed() => _succeeded = true;

    /// <inheritdoc/>
    public void Dispose() => _news.Report(new PrepareNews.Ended(this, _succeeded));
}

/// <summary>Ways of an image into an engine.</summary>
internal enum TransferKind
{
    /// <summary>From a registry.</summary>
    Pull,

    /// <summary>From imageFile or imageStream.</summary>
    Load,
}
