using OciReconciler.Engine;
using OciReconciler.Files;
using OciReconciler.Model.Images;
using OciReconciler.Model.Units;
using OciReconciler.Resilience;

namespace OciReconciler.Images;

/// <summary>
/// Makes a workload's image ready before anything is stopped: loads imageFile or imageStream's output, then pulls by policy. At most
/// three transfers of an engine from one registry run at once, and the same transfer wanted twice at the same time runs once.
/// Thread-safe.
/// </summary>
internal sealed class ImagePreparer
{
    private const int TransfersOfARegistry = 3;

    private readonly EngineRegistry _engines;
    private readonly RegistryLimiter _transfers = new(TransfersOfARegistry);
    private readonly ImageArchives _archives;
    private readonly ImagePuller _puller;

    /// <summary>Makes one.</summary>
    /// <param name="digests">Tells whether an archive has changed.</param>
    /// <param name="streams">Runs the programs of imageStream.</param>
    public ImagePreparer(
        EngineRegistry engines, IFileDigests digests, IImageStreamRunner streams, RetryPipelines pipelines, TimeProvider time)
    {
        _engines = engines;
        var files = new InputFiles(time);
        _archives = new ImageArchives(files, digests, streams, _transfers);
        _puller = new ImagePuller(files, pipelines, _transfers, time);
    }

    /// <summary>Makes the image ready.</summary>
    /// <param name="seen">Id of the image that the engine was just seen to have by that name; null: it is asked.</param>
    /// <param name="news">Gets what happens on the way.</param>
    /// <exception cref="ImagePrepareException">The image is not ready.</exception>
    public async Task<PreparedImage> PrepareAsync(
        WorkloadSpec spec, PrepareReason reason, string? seen, IProgress<PrepareEvent> news, CancellationToken cancellationToken)
    {
        var notes = new PrepareLog(news);
        if (NotWatched.OptionOf(spec) is { } option)
        {
            notes.Warn(Reasons.NotWatched, NotWatched.Sentence(option));
            return new PreparedImage(PreparedImage.UnknownId, notes.Warnings);
        }

        try
        {
            var id = await PrepareAsync(spec, reason, seen, notes, cancellationToken);
            return new PreparedImage(id, notes.Warnings);
        }
        catch (EngineUnavailableException error)
        {
            throw new ImagePrepareException(Reasons.EngineUnavailable, error.Message, inner: error);
        }
        catch (EngineException error)
        {
            throw new ImagePrepareException(Reasons.EngineFailed, error.Message, inner: error);
        }
    }

    private async Task<string> PrepareAsync(
        WorkloadSpec spec, PrepareReason reason, string? seen, PrepareLog notes, CancellationToken cancellationToken)
    {
        var image = Parse(spec.Image);
        var lookupName = image?.LookupName ?? spec.Image;
        var engine = _engines.Of(spec);
        var local = seen ?? await engine.FindImageIdAsync(lookupName, cancellationToken);
        if (reason == PrepareReason.Unchanged && local is not null) return local;
        if (spec.ImageFile is not null || spec.ImageStream is not null)
            local = await LoadAsync(engine, spec, lookupName, notes, cancellationToken);

        var policy = spec.Pull ?? PullPolicy.Missing;
        if (image is not null && ImagePuller.MustPull(policy, local is not null, reason))
            return await _puller.PullAsync(engine, spec, image, local, notes, cancellationToken);
        if (local is null) throw NotThere(spec);
        if (reason != PrepareReason.Refresh && policy != PullPolicy.Never && RegistryLogins.Of(spec) is { } login)
            await CheckLoginAsync(engine, login, notes, cancellationToken);
        return local;
    }

    private async Task<string?> LoadAsync(
        IContainerEngine engine, WorkloadSpec spec, string lookupName, PrepareLog notes, CancellationToken cancellationToken)
    {
        var loaded = await _archives.LoadAsync(engine, spec, lookupName, notes, cancellationToken);
        if (loaded is null) notes.Warn(Reasons.ImageNameDiffers, NameDiffers(spec));
        // A load may have moved the tag, even when its image is another one.
        return loaded ?? await engine.FindImageIdAsync(lookupName, cancellationToken);
    }

    private async Task CheckLoginAsync(IContainerEngine engine, RegistryLogin login, PrepareLog notes, CancellationToken cancellationToken)
    {
        if (await _puller.CheckLoginAsync(engine, login, cancellationToken) is { } warning)
            notes.Warn(Reasons.LoginFailed, warning);
    }

    /// <summary>The reference; null for an image's id, which names no registry.</summary>
    private static ImageReference? Parse(string text)
    {
        if (ImageReference.TryParse(text, out var image)) return image;
        return ImageReference.IsImageId(text)
            ? null
            : throw new ImagePrepareException(
                Reasons.InvalidImageReference,
                $"image \"{text}\" is no image reference. Write [HOST[:PORT]/]REPOSITORY[:TAG][@DIGEST], such as "
                + "docker.io/library/nginx:1.27.",
                isTransient: false);
    }

    private static string NameDiffers(WorkloadSpec spec) =>
        $"{(spec.ImageFile is null ? "imageStream " + spec.ImageStream : "imageFile " + spec.ImageFile)} does not hold {spec.Image}: give "
        + "image the name that is inside the archive. The image is looked for as if there were no archive.";

    private static ImagePrepareException NotThere(WorkloadSpec spec) => new(
        Reasons.ImageNotFound,
        $"{spec.Image} is not there, and {(spec.Pull == PullPolicy.Never ? "pull is never" : "an image id cannot be pulled")}. Load it "
        + $"with {BackendNames.Of(spec.Backend)}, or change the manifest.");
}
