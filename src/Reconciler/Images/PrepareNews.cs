using OciReconciler.Engine;

namespace OciReconciler.Images;

/// <summary>What a preparation tells on its way. Told on any thread, one at a time.</summary>
internal abstract record PrepareNews
{
    private PrepareNews()
    {
    }

    /// <summary>The transfer is under way for another workload, and waited for.</summary>
    public sealed record Waiting(TransferKind Kind, string What) : PrepareNews;

    /// <summary>A transfer begins.</summary>
    public sealed record Began(ImageTransfer Transfer) : PrepareNews;

    /// <summary>It moves; may be told often.</summary>
    public sealed record Moved(ImageTransfer Transfer, ImageProgress Progress) : PrepareNews;

    /// <summary>It ended.</summary>
    public sealed record Ended(ImageTransfer Transfer, bool Succeeded) : PrepareNews;

    /// <summary>Something went wrong without stopping it.</summary>
    public sealed record Warned(string Reason, string Message) : PrepareNews;
}
