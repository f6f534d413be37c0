namespace OciReconciler.Images;

/// <summary>An image, or a file that a workload needs, could not be made ready. Nothing on the host was stopped for it.</summary>
/// <param name="reason">One of <see cref="Reasons"/>, for conditions.</param>
/// <param name="message">What is wrong, where, and what to do.</param>
/// <param name="isTransient">Trying again may help without a new manifest.</param>
/// <param name="inner">Its cause, or null.</param>
internal sealed class ImagePrepareException(string reason, string message, bool isTransient = true, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>One of <see cref="Reasons"/>.</summary>
    public string Reason { get; } = reason;

    /// <summary>Trying again may help without a new manifest: a file may appear, a registry come back.</summary>
    public bool IsTransient { get; } = isTransient;
}
