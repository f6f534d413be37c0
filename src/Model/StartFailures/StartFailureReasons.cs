namespace OciReconciler.Model.StartFailures;

/// <summary>Reasons of <see cref="StartFailure"/>, as conditions and events show them.</summary>
public static class StartFailureReasons
{
    /// <summary>A port of the host is taken.</summary>
    public const string PortInUse = nameof(PortInUse);

    /// <summary>The user that runs podman may not publish a port below 1024.</summary>
    public const string PortNotPermitted = nameof(PortNotPermitted);

    /// <summary>
    /// A port is to be published on an address that the host does not have, or a container is to have one that its network does not have,
    /// or has given to another.
    /// </summary>
    public const string AddressNotAvailable = nameof(AddressNotAvailable);

    /// <summary>The engine has no network of that name.</summary>
    public const string NetworkNotFound = nameof(NetworkNotFound);

    /// <summary>A file or directory of the host that is to be mounted is not there.</summary>
    public const string MountSourceMissing = nameof(MountSourceMissing);

    /// <summary>Something could not be mounted where it is to be, such as a directory over a file.</summary>
    public const string MountFailed = nameof(MountFailed);

    /// <summary>The host has no such device.</summary>
    public const string DeviceNotFound = nameof(DeviceNotFound);

    /// <summary>A file that an option names is not there.</summary>
    public const string FileNotFound = nameof(FileNotFound);

    /// <summary>The engine does not take an option or its value.</summary>
    public const string BadOption = nameof(BadOption);

    /// <summary>The program to run is not in the image.</summary>
    public const string CommandNotFound = nameof(CommandNotFound);

    /// <summary>What is to be run is no program.</summary>
    public const string CommandNotExecutable = nameof(CommandNotExecutable);

    /// <summary>The image has no such user or group.</summary>
    public const string UserNotFound = nameof(UserNotFound);

    /// <summary>The working directory is not there.</summary>
    public const string WorkdirNotFound = nameof(WorkdirNotFound);

    /// <summary>The image is not there any more.</summary>
    public const string ImageNotFound = nameof(ImageNotFound);

    /// <summary>The engine began to pull the image, and could not.</summary>
    public const string ImagePullFailed = nameof(ImagePullFailed);

    /// <summary>podman has no secret of that name.</summary>
    public const string SecretNotFound = nameof(SecretNotFound);

    /// <summary>A container or pod that an option names is not there.</summary>
    public const string ContainerNotFound = nameof(ContainerNotFound);

    /// <summary>Another container has the name.</summary>
    public const string ContainerConflict = nameof(ContainerConflict);

    /// <summary>A file system is full.</summary>
    public const string DiskFull = nameof(DiskFull);

    /// <summary>The client could not reach its engine.</summary>
    public const string EngineUnavailable = nameof(EngineUnavailable);

    /// <summary>Anything else that an engine says.</summary>
    public const string EngineFailed = nameof(EngineFailed);
}
