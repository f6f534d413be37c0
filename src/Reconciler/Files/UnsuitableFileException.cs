namespace OciReconciler.Files;

/// <summary>What a path leads to is not what is read: no regular file, or a file that is too large.</summary>
/// <param name="what">What is wrong, after the path: "is a FIFO, not a regular file".</param>
internal sealed class UnsuitableFileException(string path, string what) : IOException($"{path} {what}.");
