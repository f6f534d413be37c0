using OciReconciler.Engine;

namespace OciReconciler.Images;

/// <summary>What a preparation reports on its way. Reported on any thread, one at a time.</summary>
internal abstract record PrepareEvent
{
    private PrepareEvent()
    {
    }

    /// <summary>The transfer is under way for another workload, and waited for.</summary>
    public sealed record Waiting(TransferKind Kind, string What) : PrepareEvent;

    /// <summary>A transfer begins.</summary>
    public sealed record Began(ImageTransfer Transfer) : PrepareEvent;

    /// <summary>It moves; may be reported often.</summary>
    public sealed record Progressed(ImageTransfer Transfer, ImageProgress Progress) : PrepareEvent;

    /// <summary>It ended.</summary>
    public sealed record Ended(ImageTransfer Transfer, bool Succeeded) : PrepareEvent;

    /// <summary>Something went wrong without stopping it.</summary>
    public sealed record Warned(string Reason, string Message) : PrepareEvent;
}
