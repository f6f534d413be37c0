namespace OciReconciler.Model.Conditions;

// Images and inputs: why a change could not be prepared, and what went wrong without stopping it. What runs is not touched.
public static partial class Reasons
{
    /// <summary>The image reference cannot be read.</summary>
    /// <remarks>correct it</remarks>
    public const string InvalidImageReference = nameof(InvalidImageReference);

    /// <summary>The registry has no such image, or it may not be pulled and is not there, or not any more.</summary>
    /// <remarks>as the message says; it is tried again after 2 s, doubling to 5 min</remarks>
    public const string ImageNotFound = nameof(ImageNotFound);

    /// <summary>
    /// A pull failed for another reason, such as the network or the disk of the engine; or, as a warning, a registry could not be asked for
    /// a newer image.
    /// </summary>
    /// <remarks>as the message says; it is tried again</remarks>
    public const string ImagePullFailed = nameof(ImagePullFailed);

    /// <summary>The registry wants a login that the manifest does not give, or gives incompletely.</summary>
    /// <remarks>give all three fields of <c>login</c></remarks>
    public const string ImagePullDenied = nameof(ImagePullDenied);

    /// <summary>
    /// The registry refuses the login, or its password file cannot be read, and the image is not there; or, as a warning, it is there.
    /// </summary>
    /// <remarks>correct them</remarks>
    public const string LoginFailed = nameof(LoginFailed);

    /// <summary><c>imageFile</c> is missing or unreadable.</summary>
    /// <remarks>put it there</remarks>
    public const string ImageFileNotFound = nameof(ImageFileNotFound);

    /// <summary>The engine does not take the content of <c>imageFile</c> or <c>imageStream</c>.</summary>
    /// <remarks>as the message says</remarks>
    public const string ImageLoadFailed = nameof(ImageLoadFailed);

    /// <summary>A warning: the archive holds another image than the manifest names, which is looked for elsewhere.</summary>
    /// <remarks>correct one of the two</remarks>
    public const string ImageNameDiffers = nameof(ImageNameDiffers);

    /// <summary>The program of <c>imageStream</c> failed or ran too long.</summary>
    /// <remarks>see the end of its standard error in the message</remarks>
    public const string ImageStreamFailed = nameof(ImageStreamFailed);

    /// <summary>An environment file is missing or unreadable.</summary>
    /// <remarks>put it there</remarks>
    public const string EnvironmentFileNotFound = nameof(EnvironmentFileNotFound);

    /// <summary>podman cannot run as <c>podman.user</c>.</summary>
    /// <remarks>as the message says</remarks>
    public const string PodmanUserUnusable = nameof(PodmanUserUnusable);

    /// <summary>A warning: podman runs as <c>podman.user</c>, with too few ids or the wrong lingering.</summary>
    /// <remarks>as the message says</remarks>
    public const string PodmanUserLimited = nameof(PodmanUserLimited);
}
