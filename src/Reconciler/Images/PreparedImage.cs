namespace OciReconciler.Images;

/// <summary>An image that is there.</summary>
/// <param name="Id">The engine's id of it.</param>
internal sealed record PreparedImage(string Id);
