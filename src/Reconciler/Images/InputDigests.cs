using OciReconciler.Model.Workloads;

namespace OciReconciler.Images;

/// <summary>Digests of the files behind a workload: its image archive and its environment files.</summary>
internal sealed class InputDigests(FileDigests digests)
{
    /// <summary>Path to digest. Throws <see cref="ImagePrepareException"/> for a file that cannot be read.</summary>
    public async Task<IReadOnlyDictionary<string, string>> OfAsync(WorkloadSpec spec, CancellationToken cancellationToken)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (spec.ImageFile is { } archive)
            files[archive] = await OfAsync(archive, "ImageFileUnreadable", "image file", cancellationToken);
        foreach (var file in spec.EnvironmentFiles)
            files[file] = await OfAsync(file, "EnvironmentFileUnreadable", "environment file", cancellationToken);
        return files;
    }

    private async Task<string> OfAsync(string path, string reason, string what, CancellationToken cancellationToken)
    {
        try
        {
            return await digests.OfAsync(path, cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ImagePrepareException(reason, $"The {what} {path} cannot be read: {failure.Message} Create it, or drop it from the manifest.");
        }
    }
}
