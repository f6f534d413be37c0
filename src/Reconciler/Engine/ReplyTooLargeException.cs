namespace OciReconciler.Engine;

/// <summary>
/// An engine sent more than any engine has to say. podman of a user is that user's to replace: what it sends is not trusted.
/// </summary>
/// <param name="message">What was too large: "sent an answer of more than 4 MiB".</param>
internal sealed class ReplyTooLargeException(string message) : IOException(message);
