using OciReconciler.Model.Manifests.Json;

namespace OciReconciler.Model.Manifests.Specs;

/// <summary>
/// Names that a workload with a runtime directory of its own may not have: systemd removes <c>/run/NAME</c> when the unit stops, and with
/// these names that would be somebody else's.
/// </summary>
internal static class RuntimeDirectoryRules
{
    private static readonly string[] Taken =
    [
        "NetworkManager", "agetty.reload", "blkid", "buildkit", "chrony", "console-setup", "containerd", "containers", "credentials",
        "crio", "crun", "cryptsetup", "dbus", "docker", "docker.pid", "docker.sock", "faillock", "initctl", "initramfs", "ipsec",
        "keepalived", "libpod", "lock", "log", "lvm", "mdadm", "mount", "mysqld", "netns", "nologin", "oci-reconciler", "podman",
        "postgresql", "reboot-required", "resolvconf", "rpcbind", "runc", "samba", "screen", "sendsigs.omit.d", "shm", "sshd", "sudo",
        "systemd", "tmpfiles.d", "tmux", "udev", "udisks2", "user", "utmp", "uuidd", "xtables.lock",
    ];

    /// <summary>Checks one workload.</summary>
    public static void Check(ErrorSink errors, TreeNode podman, WorkloadSpec spec)
    {
        if (spec.Podman is not { NeedsRuntimeDirectory: true } || !Taken.Contains(spec.Key.Name, StringComparer.Ordinal))
            return;
        errors.Forbid(podman,
            $"with a user or an sdnotify other than conmon the unit owns /run/{spec.Key.Name}, which belongs to the host: "
            + "give the workload another name");
    }
}
