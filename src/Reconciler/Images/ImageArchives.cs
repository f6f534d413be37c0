using System.Collections.Concurrent;
using System.IO.Compression;
using OciReconciler.Engine;
using OciReconciler.Files;
using OciReconciler.Threading;

namespace OciReconciler.Images;

/// <summary>
/// Loads <c>imageFile</c> and the output of <c>imageStream</c> into an engine, once for each content: loaded again when the file changes or
/// its image is gone. Thread-safe.
/// </summary>
internal sealed class ImageArchives(InputFiles files, IFileDigests digests, IImageStreamRunner streams, RegistryLimiter transfers)
{
    private static readonly byte[] GZip = [0x1f, 0x8b];

    private readonly ConcurrentDictionary<(IContainerEngine Engine, string Path, string Image), Loaded> _loaded = new();
    private readonly SingleFlight<(IContainerEngine Engine, string Path, string Digest, string Image), string?> _flights = new();

    /// <summary>Makes sure that the archive is loaded. Returns the id of the image, or null when it is not in the archive.</summary>
    /// <param name="spec">A spec with imageFile or imageStream.</param>
    /// <param name="lookupName">What the engine knows the image by.</param>
    public async Task<string?> LoadAsync(
        IContainerEngine engine, WorkloadSpec spec, string lookupName, PrepareLog notes, CancellationToken cancellationToken)
    {
        var path = spec.ImageFile ?? spec.ImageStream!;
        var digest = await digests.OfImageFileAsync(path, cancellationToken);
        var slot = (engine, path, lookupName);
        if (_loaded.TryGetValue(slot, out var last) && last.Digest == digest && await IsStillLoadedAsync(last)) return last.ImageId;

        return await _flights.RunAsync(
            (engine, path, digest, lookupName),
            async () =>
            {
                var id = await LoadNowAsync(engine, spec, path, lookupName, notes, cancellationToken);
                _loaded[slot] = new Loaded(digest, id);
                return id;
            },
            () => notes.ReportWaiting(TransferKind.Load, path),
            cancellationToken);

        // An archive without the image is not loaded again; one whose image was removed or retagged is.
        async Task<bool> IsStillLoadedAsync(Loaded known) =>
            known.ImageId is null || await engine.FindImageIdAsync(lookupName, cancellationToken) == known.ImageId;
    }

    private async Task<string?> LoadNowAsync(
        IContainerEngine engine, WorkloadSpec spec, string path, string lookupName, PrepareLog notes, CancellationToken cancellationToken)
    {
        var names = await transfers.RunAsync(engine, "", LoadAsync, cancellationToken);
        // Ids are compared and not names: the engines complete names in ways of their own.
        var wanted = await engine.FindImageIdAsync(lookupName, cancellationToken);
        foreach (var name in wanted is null ? [] : names)
        {
            if (await engine.FindImageIdAsync(name, cancellationToken) == wanted) return wanted;
        }

        return null;

        async Task<IReadOnlyList<string>> LoadAsync()
        {
            using var transfer = notes.Begin(TransferKind.Load, path);
            var loaded = spec.ImageFile is null
                ? await LoadStreamAsync(engine, spec, path, transfer, cancellationToken)
                : await LoadFileAsync(engine, path, transfer, cancellationToken);
            transfer.Succeed();
            return loaded;
        }
    }

    private async Task<IReadOnlyList<string>> LoadFileAsync(
        IContainerEngine engine, string path, ImageTransfer transfer, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = await files.OpenAsync(path, InputFiles.ArchiveBytes, cancellationToken);
            return await SendAsync(engine, file, transfer, cancellationToken);
        }
        catch (EngineException error)
        {
            throw LoadFailed($"imageFile {path}", error);
        }
        catch (InvalidDataException error)
        {
            throw new ImagePrepareException(
                Reasons.ImageLoadFailed,
                $"imageFile {path} could not be loaded: it is packed with gzip and damaged ({error.Message}). Write it again.",
                inner: error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ImagePrepareException(
                Reasons.ImageFileNotFound,
                $"imageFile {path} {RegularFile.InWords(path, error)}. Make it readable for root.", inner: error);
        }
    }

    private static async Task<IReadOnlyList<string>> SendAsync(
        IContainerEngine engine, InputFileStream file, ImageTransfer transfer, CancellationToken cancellationToken)
    {
        var isPacked = await file.StartsWithAsync(GZip, cancellationToken);
        await using var watched = Watched(file, transfer, _ => file.Position, file.Length);
        // podman 4.3 takes no docker archive that is packed with gzip (podman's issue 15944), and that is what Nix makes.
        await using Stream archive = isPacked ? new GZipStream(watched, CompressionMode.Decompress) : watched;
        try
        {
            return await engine.LoadAsync(archive, cancellationToken);
        }
        catch (EngineException error) when (file.Failure is not null)
        {
            throw new IOException(file.Failure.Message, error);
        }
    }

    private async Task<IReadOnlyList<string>> LoadStreamAsync(
        IContainerEngine engine, WorkloadSpec spec, string path, ImageTransfer transfer, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> names = [];
        EngineException? refusal = null;
        var errors = await streams.RunAsync(spec, LoadAsync, cancellationToken);
        return refusal is null ? names : throw LoadFailed($"the output of imageStream {path}", refusal, ImageStreamRun.Words(errors));

        async Task LoadAsync(Stream output)
        {
            long length = 0;
            try
            {
                names = await engine.LoadAsync(Watched(output, transfer, count => length += count, 0), cancellationToken);
            }
            catch (EngineException error)
            {
                // A program that failed explains the rubbish better than the engine does: its end comes first.
                refusal = error;
            }
        }
    }

    private static ProgressStream Watched(Stream archive, ImageTransfer transfer, Func<int, long> done, long total) =>
        new(archive, count => transfer.Report(new ImageProgress(done(count), total)));

    private static ImagePrepareException LoadFailed(string what, EngineException error, string words = "") => new(
        Reasons.ImageLoadFailed,
        $"{what} could not be loaded: {Sentences.Ended(error.Message)} It must be a docker archive, as \"docker save\" writes it, plain "
        + $"or packed with gzip; podman takes oci archives too.{words}", inner: error);

    /// <summary>What an archive had of the wanted image; a null id: not that image.</summary>
    private sealed record Loaded(string Digest, string? ImageId);
}
