using OciReconciler.Engine;
using OciReconciler.Executing;
using OciReconciler.Model.Images;
using OciReconciler.Model.Workloads;

namespace OciReconciler.Images;

/// <summary>
/// Makes a workload's image available before anything is stopped: loads its archive, or pulls by policy. Thread-safe.
/// </summary>
internal sealed class ImagePreparer(EngineRegistry engines, RetryPipelines retries, ImageArchives archives) : IDisposable
{
    // Pulls share one line; a few at once is what kubelet allows too.
    private const int PullsAtOnce = 3;
    private readonly SemaphoreSlim _slots = new(PullsAtOnce);

    /// <summary>Prepares the image.</summary>
    /// <param name="spec">Whose.</param>
    /// <param name="reason">Decides whether the pull policy is carried out.</param>
    /// <param name="progress">A line now and then.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ImagePrepareException">It could not be made available; the message says what to do.</exception>
    /// <exception cref="EngineUnavailableException">The engine does not answer.</exception>
    public async Task<PreparedImage> PrepareAsync(
        WorkloadSpec spec, PrepareReason reason, IProgress<string> progress, CancellationToken cancellationToken)
    {
        var engine = engines.Of(spec.Backend);
        await _slots.WaitAsync(cancellationToken);
        try
        {
            if (spec.ImageStream is not null)
                throw new ImagePrepareException("ImageStreamUnsupported", "imageStream is not carried out by this version. Use imageFile or a registry.");
            if (spec.ImageFile is { } file)
                await archives.LoadAsync(engine, spec.Image, file, progress, cancellationToken);
            var local = await engine.FindImageAsync(spec.Image, cancellationToken);
            if (MustPull(spec, reason, local))
            {
                await PullAsync(engine, spec, progress, cancellationToken);
                local = await engine.FindImageAsync(spec.Image, cancellationToken);
            }

            return new PreparedImage(local ?? throw NotThere(spec));
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _slots.Dispose();

    private static bool MustPull(WorkloadSpec spec, PrepareReason reason, string? local) => spec.Pull switch
    {
        PullPolicy.Never => false,
        PullPolicy.Always or PullPolicy.Newer when reason != PrepareReason.Unchanged && spec.ImageFile is null => true,
        _ => local is null,
    };

    private async Task PullAsync(IContainerEngine engine, WorkloadSpec spec, IProgress<string> progress, CancellationToken cancellationToken)
    {
        var credentials = await CredentialsAsync(spec, cancellationToken);
        progress.Report($"pulling {spec.Image}");
        try
        {
            await retries.ImagePull.ExecuteAsync(
                async token => await engine.PullAsync(spec.Image, credentials, progress, token), cancellationToken);
        }
        catch (EngineException failure)
        {
            throw new ImagePrepareException("ImagePullFailed",
                $"{spec.Image} could not be pulled with {BackendNames.Of(spec.Backend)}: {failure.Message}. Check the name, the registry and the login.");
        }
    }

    // An engine hands credentials to whatever registry serves the image, so they go along only to the host they are for.
    private static async Task<RegistryCredentials?> CredentialsAsync(WorkloadSpec spec, CancellationToken cancellationToken)
    {
        if (spec.Login is not { IsComplete: true } login
            || !ImageReference.TryParse(spec.Image, out var image)
            || !RegistryHost.AreSame(login.Registry!, image.Registry))
        {
            return null;
        }

        try
        {
            var password = await File.ReadAllTextAsync(login.PasswordFile!, cancellationToken);
            return new RegistryCredentials(login.Registry!, login.Username!, password.TrimEnd('\n', '\r'));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ImagePrepareException("PasswordFileUnreadable",
                $"The password file {login.PasswordFile} cannot be read: {failure.Message}. Create it, readable by root.");
        }
    }

    private static ImagePrepareException NotThere(WorkloadSpec spec) => new("ImageNotFound",
        $"{spec.Image} is not there locally{(spec.Pull == PullPolicy.Never ? " and pull is never" : "")}. Load it into {BackendNames.Of(spec.Backend)}, or check the name.");
}
