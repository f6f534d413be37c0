using OciReconciler.Engine;
using OciReconciler.Files;
using OciReconciler.Model.Images;
using OciReconciler.Resilience;
using OciReconciler.Threading;

namespace OciReconciler.Images;

/// <summary>Pulls by policy, with the manifest's login where it may go. Thread-safe.</summary>
internal sealed class ImagePuller(InputFiles files, RetryPipelines pipelines, RegistryLimiter transfers, TimeProvider time)
{
    // A login that is only checked must not delay a start whose image is there.
    private static readonly TimeSpan CheckDeadline = TimeSpan.FromSeconds(10);

    private readonly SingleFlight<(IContainerEngine Engine, string Image, RegistryLogin? Login), string> _flights = new();

    /// <summary>Whether a registry has to be asked.</summary>
    public static bool MustPull(PullPolicy policy, bool isLocal, PrepareReason reason) => policy switch
    {
        PullPolicy.Never => false,
        _ when !isLocal => true,
        PullPolicy.Missing => false,
        _ => reason != PrepareReason.Unchanged,
    };

    /// <summary>Checks whether a login works that no pull needs now. Returns a warning, or null.</summary>
    public async Task<string?> CheckLoginAsync(IContainerEngine engine, RegistryLogin login, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(CheckDeadline, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            await VerifyAsync(engine, await RegistryLogins.ReadAsync(files, login, both.Token), both.Token);
            return null;
        }
        catch (EngineException error)
        {
            return LoginWarning(login, error.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return LoginWarning(login, $"no answer for {CheckDeadline.TotalSeconds:0} s");
        }
    }

    /// <summary>Pulls. Returns the image's id.</summary>
    /// <param name="local">Id of the local image, or null.</param>
    /// <exception cref="ImagePrepareException">It failed, and what is there will not do.</exception>
    public async Task<string> PullAsync(
        IContainerEngine engine, WorkloadSpec spec, ImageReference image, string? local, PrepareLog notes,
        CancellationToken cancellationToken)
    {
        var login = RegistryLogins.Of(spec);
        var goesAlong = login is not null && RegistryLogins.IsFor(login, image);
        if (login is not null && !goesAlong) await VerifyFirstAsync(engine, login, local, notes, cancellationToken);
        try
        {
            return await _flights.RunAsync(
                (engine, image.Canonical, goesAlong ? login : null),
                () => PullNowAsync(engine, image, goesAlong ? login : null, notes, cancellationToken),
                () => notes.ReportWaiting(TransferKind.Pull, image.LookupName),
                cancellationToken);
        }
        catch (EngineException error) when (local is not null && spec.Pull == PullPolicy.Newer)
        {
            notes.Warn(
                Reasons.ImagePullFailed,
                $"whether there is a newer {image.LookupName} is unknown: {Sentences.Ended(error.Message)} The local one is used.");
            return local;
        }
        catch (EngineException error) when (goesAlong && error.Failure is EngineFailure.Unauthorized or EngineFailure.Denied)
        {
            if (local is null) throw LoginFailed(image, login!, error);
            notes.Warn(Reasons.LoginFailed, LoginWarning(login!, error.Message));
            return local;
        }
        catch (EngineException error)
        {
            throw PullFailed(image, error);
        }
    }

    private Task<string> PullNowAsync(
        IContainerEngine engine,
        ImageReference image,
        RegistryLogin? login,
        PrepareLog notes,
        CancellationToken cancellationToken) => transfers.RunAsync(engine, image.Registry, async () =>
    {
        using var transfer = notes.Begin(TransferKind.Pull, image.LookupName);
        await pipelines.ImagePull.ExecuteAsync(
            async token =>
            {
                var credentials = login is null ? null : await RegistryLogins.ReadAsync(files, login, token);
                await engine.PullAsync(image, credentials, transfer, token);
            },
            cancellationToken);
        transfer.Succeed();
        return await engine.FindImageIdAsync(image.LookupName, cancellationToken)
            ?? throw new EngineException(EngineFailure.Other,
                $"{image.LookupName} was pulled, but the engine does not know it by that name");
    }, cancellationToken);

    /// <summary>A login for another registry than the image's: tried by itself, and the pull is anonymous.</summary>
    private async Task VerifyFirstAsync(
        IContainerEngine engine, RegistryLogin login, string? local, PrepareLog notes, CancellationToken cancellationToken)
    {
        try
        {
            await VerifyAsync(engine, await RegistryLogins.ReadAsync(files, login, cancellationToken), cancellationToken);
        }
        catch (EngineException error)
        {
            if (local is null) throw LoginFailed(null, login, error);
            notes.Warn(Reasons.LoginFailed, LoginWarning(login, error.Message));
        }
    }

    private static async Task VerifyAsync(IContainerEngine engine, RegistryCredentials credentials, CancellationToken cancellationToken)
    {
        try
        {
            await engine.VerifyLoginAsync(credentials, cancellationToken);
        }
        catch (EngineException error) when (error.Failure == EngineFailure.PlainHttp)
        {
            // podman's login knows no insecure registry, its pull does: this failure says nothing.
        }
    }

    private static string LoginWarning(RegistryLogin login, string why) =>
        $"login to {login.Registry} as {login.Username} failed: {why}. The image that is there locally is used; correct the login before "
        + "it is needed.";

    private static ImagePrepareException LoginFailed(ImageReference? image, RegistryLogin login, EngineException error) => new(
        Reasons.LoginFailed,
        $"image doesn't exist locally and login failed: {Sentences.Ended(error.Message)} Correct the user name and password file of the "
        + $"login to {login.Registry}, or load {image?.LookupName ?? "the image"} by hand.",
        inner: error);

    private static ImagePrepareException PullFailed(ImageReference image, EngineException error) => error.Failure switch
    {
        EngineFailure.NotFound => new(
            Reasons.ImageNotFound,
            $"{image.LookupName} does not exist in {image.Registry}: {Sentences.Ended(error.Message)} Correct the image, or push it.",
            inner: error),
        EngineFailure.Unauthorized or EngineFailure.Denied => new(
            Reasons.ImagePullDenied,
            $"{image.Registry} refuses {image.LookupName}: {Sentences.Ended(error.Message)} Give a login for {image.Registry} with "
            + "registry, username and passwordFile, or correct the image.",
            inner: error),
        // Both engines take the name for a registry's when there is no such local image.
        _ when image.Registry == "localhost" => new(
            Reasons.ImagePullFailed,
            $"{image.LookupName} is not there, and localhost is no registry: {Sentences.Ended(error.Message)} Build or load the image, or "
            + "correct its name.", inner: error),
        _ => new(
            Reasons.ImagePullFailed,
            $"{image.LookupName} could not be pulled: {Sentences.Ended(error.Message)} See whether {image.Registry} can be reached.",
            inner: error),
    };
}
