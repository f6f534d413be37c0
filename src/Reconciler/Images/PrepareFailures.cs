using OciReconciler.Model.Conditions;

namespace OciReconciler.Images;

/// <summary>Reasons of <see cref="ImagePrepareException"/> and of warnings, as conditions and events show them.</summary>
internal static class PrepareFailures
{
    /// <summary>The reference cannot be read. Terminal.</summary>
    public const string InvalidImageReference = nameof(InvalidImageReference);

    /// <summary>The registry has no such image, or it may not be pulled and is not there.</summary>
    public const string ImageNotFound = nameof(ImageNotFound);

    /// <summary>The pull failed for another reason: the network, the engine's disk.</summary>
    public const string ImagePullFailed = nameof(ImagePullFailed);

    /// <summary>The registry wants a login, and there is none.</summary>
    public const string ImagePullDenied = nameof(ImagePullDenied);

    /// <summary>The login failed and the image is not there.</summary>
    public const string LoginFailed = nameof(LoginFailed);

    /// <summary>imageFile is missing or unreadable.</summary>
    public const string ImageFileNotFound = nameof(ImageFileNotFound);

    /// <summary>The engine does not take imageFile's or imageStream's content.</summary>
    public const string ImageLoadFailed = nameof(ImageLoadFailed);

    /// <summary>The archive holds another image than the manifest names. A warning: the image is sought elsewhere.</summary>
    public const string ImageNameDiffers = nameof(ImageNameDiffers);

    /// <summary>imageStream's program failed. Thrown by its runner.</summary>
    public const string ImageStreamFailed = nameof(ImageStreamFailed);

    /// <summary>An environment file is missing or unreadable.</summary>
    public const string EnvironmentFileNotFound = nameof(EnvironmentFileNotFound);

    /// <summary>podman runs as the workload's podman.user, but not all of it will work. A warning.</summary>
    public const string PodmanUserLimited = nameof(PodmanUserLimited);

    /// <summary>podman cannot run as the workload's podman.user.</summary>
    public const string PodmanUserUnusable = nameof(PodmanUserUnusable);

    /// <summary>Nobody answers at the engine's socket.</summary>
    public const string EngineUnavailable = FailureReason.EngineUnavailable;

    /// <summary>The engine answered with an error of its own.</summary>
    public const string EngineFailed = nameof(EngineFailed);
}
