namespace OciReconciler.Model.Conditions;

// Start failures: why its engine could not start the container.
public static partial class Reasons
{
    /// <summary>A port of the host is taken.</summary>
    /// <remarks>at the next try, when it is free</remarks>
    public const string PortInUse = nameof(PortInUse);

    /// <summary>The user that runs podman may not publish a port below 1024.</summary>
    /// <remarks>at the next try, when <c>net.ipv4.ip_unprivileged_port_start</c> allows it, or with another manifest</remarks>
    public const string PortNotPermitted = nameof(PortNotPermitted);

    /// <summary>The host, or the network, does not have the address, or has given it to another container.</summary>
    /// <remarks>at the next try</remarks>
    public const string AddressNotAvailable = nameof(AddressNotAvailable);

    /// <summary>The engine has no such network.</summary>
    /// <remarks>within 2 s of its creation</remarks>
    public const string NetworkNotFound = nameof(NetworkNotFound);

    /// <summary>A file or directory that is to be mounted is not there (docker makes the directories of <c>volumes</c> itself).</summary>
    /// <remarks>within 2 s of its creation</remarks>
    public const string MountSourceMissing = nameof(MountSourceMissing);

    /// <summary>Something cannot be mounted where it is to be, such as a directory over a file.</summary>
    /// <remarks>with another manifest, or at the next try</remarks>
    public const string MountFailed = nameof(MountFailed);

    /// <summary>A file that an option names is not there.</summary>
    /// <remarks>within 2 s of its creation</remarks>
    public const string FileNotFound = nameof(FileNotFound);

    /// <summary>The host has no such device, or no driver for it.</summary>
    /// <remarks>
    /// within 2 s of its appearance, where the kernel calls it so (<c>/dev/ttyUSB0</c>, <c>/dev/dri/card0</c>); a link of udev or a node
    /// made by hand at the next try, since the controller's own unit has a <c>/dev</c> of its own
    /// </remarks>
    public const string DeviceNotFound = nameof(DeviceNotFound);

    /// <summary>The engine does not take an option or its value.</summary>
    /// <remarks>with another manifest</remarks>
    public const string BadOption = nameof(BadOption);

    /// <summary>The program to run is not in the image.</summary>
    /// <remarks>with another manifest or image</remarks>
    public const string CommandNotFound = nameof(CommandNotFound);

    /// <summary>What is to be run is no program.</summary>
    /// <remarks>with another manifest or image</remarks>
    public const string CommandNotExecutable = nameof(CommandNotExecutable);

    /// <summary>The image has no such user or group.</summary>
    /// <remarks>with another manifest or image</remarks>
    public const string UserNotFound = nameof(UserNotFound);

    /// <summary>The working directory is not in the image.</summary>
    /// <remarks>with another manifest or image</remarks>
    public const string WorkdirNotFound = nameof(WorkdirNotFound);

    /// <summary>podman has no secret of that name.</summary>
    /// <remarks>at the next try</remarks>
    public const string SecretNotFound = nameof(SecretNotFound);

    /// <summary>A container or pod that an option names is not there.</summary>
    /// <remarks>at the next try</remarks>
    public const string ContainerNotFound = nameof(ContainerNotFound);
}
