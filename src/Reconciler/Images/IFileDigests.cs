namespace OciReconciler.Images;

/// <summary>Content digests of the files that a workload is made from besides its manifest. Thread-safe.</summary>
internal interface IFileDigests
{
    /// <summary>Digests (64 hex digits of SHA-256) of imageFile and environmentFiles, by path.</summary>
    /// <exception cref="ImagePrepareException">A file is missing or unreadable: <see cref="Reasons.ImageFileNotFound"/>,
    /// <see cref="Reasons.EnvironmentFileNotFound"/>.</exception>
    Task<IReadOnlyDictionary<string, string>> OfAsync(WorkloadSpec spec, CancellationToken cancellationToken);

    /// <summary>Digest of an image archive, or of the program of imageStream.</summary>
    /// <exception cref="ImagePrepareException"><see cref="Reasons.ImageFileNotFound"/>.</exception>
    Task<string> OfImageFileAsync(string path, CancellationToken cancellationToken);
}
