namespace OciReconciler.Engine;

/// <summary>
/// An engine sent more than any engine has to say. podman of a user is that user's to replace: what it sends is not trusted.
/// </summary>
/// <param name="message">What was too large: "sent an answer of more than 4 MiB".</param>
internal sealed class ReplyTooLargeException(string message) : IOException(message)
{
    /// <summary>Of an answer that is longer than this.</summary>
    /// <param name="limit">In bytes.</param>
    public static ReplyTooLargeException Of(long limit) => new($"sent an answer of more than {limit >> 20} MiB");
}
