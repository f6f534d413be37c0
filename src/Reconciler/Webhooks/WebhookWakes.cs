namespace OciReconciler.Webhooks;

/// <summary>
/// Leaves wakes: one empty file a source, which each wake writes anew. The controller looks at when that was, and removes nothing: the
/// directory is another user's, and the controller may write in none but its own.
/// </summary>
internal sealed class WebhookWakes(string directory)
{
    /// <summary>Wakes a source. Throws IOException or UnauthorizedAccessException.</summary>
    public void Leave(string source)
    {
        Directory.CreateDirectory(directory);
        var path = Path.Combine(directory, source);
        // Opened to be emptied: the kernel sets the file's times by that, to the nanosecond, also where it was empty.
        using var wake = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
    }
}
