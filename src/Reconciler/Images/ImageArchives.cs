using System.Collections.Concurrent;
using OciReconciler.Engine;
using OciReconciler.Model.Images;
using OciReconciler.Model.Workloads;

namespace OciReconciler.Images;

/// <summary>Loads image archives: once for each content, and again when the image is gone. Thread-safe.</summary>
internal sealed class ImageArchives(FileDigests digests)
{
    private readonly ConcurrentDictionary<(Backend Backend, string Image, string Digest), string> _loaded = new();

    /// <summary>Loads <paramref name="file"/> unless its content was loaded before and its image is still there.</summary>
    public async Task LoadAsync(IContainerEngine engine, string image, string file, IProgress<string> progress, CancellationToken cancellationToken)
    {
        var digest = await DigestAsync(file, cancellationToken);
        var key = (engine.Backend, image, digest);
        if (_loaded.TryGetValue(key, out var id) && await engine.FindImageAsync(image, cancellationToken) == id)
            return;
        progress.Report($"loading {file}");
        try
        {
            await using var archive = File.OpenRead(file);
            var names = await engine.LoadAsync(archive, cancellationToken);
            if (!names.Any(name => IsThe(image, name)))
                progress.Report($"{file} holds {string.Join(", ", names)}, and the manifest's image is {image}: it is looked for and pulled as usual");
        }
        catch (EngineException failure)
        {
            throw new ImagePrepareException("ImageLoadFailed",
                $"{file} could not be loaded into {BackendNames.Of(engine.Backend)}: {failure.Message}. It must be a docker or OCI archive.");
        }

        if (await engine.FindImageAsync(image, cancellationToken) is { } found)
            _loaded[key] = found;
    }

    private async Task<string> DigestAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            return await digests.OfAsync(file, cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ImagePrepareException("ImageFileUnreadable", $"The image file {file} cannot be read: {failure.Message}.");
        }
    }

    private static bool IsThe(string image, string name) =>
        string.Equals(image, name, StringComparison.Ordinal)
        || (ImageReference.TryParse(image, out var wanted) && ImageReference.TryParse(name, out var loaded)
            && wanted.Repository.Split('/')[^1] == loaded.Repository.Split('/')[^1] && (wanted.Tag ?? "latest") == (loaded.Tag ?? "latest"));
}
