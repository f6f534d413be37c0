using OciReconciler.Model.Conditions;

namespace OciReconciler.Model.StartFailures;

/// <summary>
/// Finds out from an engine's words why it could not start a container. Pure. Made from messages of podman 4.3 and 5.4, docker 20.10 and
/// 26.1.
/// </summary>
public static class StartFailureClassifier
{
    private const string Unexplained = "Correct what it names.";

    // In order: the first that fits counts. "a…b" fits a text that has a, and b after it, in any case.
    private static readonly StartFailureRule[] Rules =
    [
        new(Reasons.EngineUnavailable, "See whether it runs: systemctl status docker podman.socket",
            "cannot connect to the docker daemon", "error during connect", "unable to connect to podman",
            "error waiting for container: unexpected EOF", "trying to connect to the docker daemon"),
        new(Reasons.DiskFull, "Make room there.", "no space left on device", "disk quota exceeded"),
        new(Reasons.PortInUse, "Free the port, or publish another one.",
            "listen…address already in use", "bind…address already in use", "port is already allocated"),
        new(Reasons.PortNotPermitted, "Publish a port from 1024 on, or lower net.ipv4.ip_unprivileged_port_start.",
            "privileged port", "listen…bind: permission denied"),
        new(Reasons.AddressNotAvailable, "Give an address that this host, or the network, has and that is free.",
            "cannot assign requested address", "address already in use", "ip address…already allocated", "not in any subnet",
            "contain the ip address", "not belong to any of this network's subnets", "user specified ip address", "IPAM error"),
        new(Reasons.NetworkNotFound, "Create the network, or correct its name.",
            "unable to find network with name or ID", "network …not found")
        {
            Names = [("network with name or ID ", ":"), ("network ", " not found")],
            Kind = MissingKind.Network,
        },
        new(Reasons.DeviceNotFound, "Connect the device or load its driver, or correct its path.",
            "stat /dev/…no such file", "gathering device information", "unresolvable CDI device", "could not select device driver",
            "not a device node")
        {
            Names = [("stat ", ": no such file"), ("custom device \"", "\": no such file")],
            Kind = MissingKind.Device,
        },
        new(Reasons.MountSourceMissing, "Create it, or correct the volume.",
            "statfs /…no such file", "source path does not exist", "creating mount source path")
        {
            Names = [("statfs ", ": no such file"), ("source path does not exist: ", ""), ("creating mount source path '", "'")],
            Kind = MissingKind.Path,
        },
        new(Reasons.CommandNotExecutable, "Correct cmd or entrypoint, or make the file executable in the image.",
            "exec: \"…\": permission denied", "exec: \"…\": is a directory", "exists but it is not executable", "is not a regular file",
            "exec format error"),
        new(Reasons.MountFailed, "See that both sides are directories, or both files, and that the options are right.",
            "error mounting", "crun: mount `", "statfs /…permission denied", "read …is a directory", "mount …not a directory"),
        new(Reasons.UserNotFound, "Correct the user, or take an image that has it.",
            "unable to find user", "unable to find group", "no matching entries in"),
        new(Reasons.WorkdirNotFound, "Correct workdir.",
            "workdir \"…does not exist", "workdir \"…exists on", "cannot mkdir…not a directory", "chdir to cwd"),
        new(Reasons.CommandNotFound, "Correct cmd or entrypoint, or take an image that has the program.",
            "executable file…not found", "exec: \"…no such file"),
        new(Reasons.ImagePullFailed, "See that the registry answers; the controller pulls the image before the next start.",
            "initializing source", "pinging container registry", "Get \"http", "pull access denied", "manifest unknown"),
        new(Reasons.ImageNotFound, "The controller gets the image again before the next start.",
            "image not known", "no such image", "unable to find image"),
        new(Reasons.SecretNotFound, "Create the secret, or correct its name.", "no such secret"),
        new(Reasons.ContainerConflict, "Remove or rename that container, or rename this workload.",
            "container name \"…is already in use"),
        new(Reasons.ContainerNotFound, "Start that one first, or correct its name.", "no such container", "no such pod"),
        new(Reasons.FileNotFound, "Create the file, or correct its path.", "open /…no such file")
        {
            Names = [("open ", ": no such file")],
            Kind = MissingKind.Path,
        },
        new(Reasons.EngineFailed, Unexplained, "OCI runtime error", "OCI runtime create failed", "runc:", "crun:"),
        new(Reasons.BadOption, "Correct the manifest: the engine does not take one of its values, or one of extraOptions.",
            "unknown", "invalid", "unrecognized", "not a valid", "conflict", "bad format", "not an ip", "not an absolute", "must be",
            "is not allowed", "is not whitelisted", "requires", "not found", "cannot be connected to network endpoints",
            "did not receive systemd slice", "should be a valid slice", "minimum memory", "can not be set", "specified, but",
            "not correctly formatted"),
    ];

    /// <summary>What an engine's words mean.</summary>
    /// <param name="text">As <see cref="ClientOutput.Find"/> gives them.</param>
    public static StartFailure Classify(string text) =>
        Rules.Select(rule => rule.Apply(text)).FirstOrDefault(failure => failure is not null)
        ?? new StartFailure(Reasons.EngineFailed, text, Unexplained);
}
