namespace OciReconciler.Images;

/// <summary>An image or another input could not be made available.</summary>
internal sealed class ImagePrepareException(string reason, string message) : Exception(message)
{
    /// <summary>CamelCase, for conditions.</summary>
    public string Reason { get; } = reason;
}
