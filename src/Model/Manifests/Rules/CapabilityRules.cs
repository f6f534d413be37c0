using OciReconciler.Model.Manifests.Json;

namespace OciReconciler.Model.Manifests.Rules;

/// <summary>
/// Capabilities: what can be one, and which Linux has (capabilities(7)). One that is not known here may be of a newer kernel.
/// </summary>
internal static class CapabilityRules
{
    private const string Prefix = "CAP_";

    private static readonly string[] Known =
    [
        "ALL", "AUDIT_CONTROL", "AUDIT_READ", "AUDIT_WRITE", "BLOCK_SUSPEND", "BPF", "CHECKPOINT_RESTORE", "CHOWN", "DAC_OVERRIDE",
        "DAC_READ_SEARCH", "FOWNER", "FSETID", "IPC_LOCK", "IPC_OWNER", "KILL", "LEASE", "LINUX_IMMUTABLE", "MAC_ADMIN", "MAC_OVERRIDE",
        "MKNOD", "NET_ADMIN", "NET_BIND_SERVICE", "NET_BROADCAST", "NET_RAW", "PERFMON", "SETFCAP", "SETGID", "SETPCAP", "SETUID",
        "SYSLOG", "SYS_ADMIN", "SYS_BOOT", "SYS_CHROOT", "SYS_MODULE", "SYS_NICE", "SYS_PACCT", "SYS_PTRACE", "SYS_RAWIO",
        "SYS_RESOURCE", "SYS_TIME", "SYS_TTY_CONFIG", "WAKE_ALARM",
    ];

    /// <summary>The grammar of a name.</summary>
    public static string? Name(string name) =>
        name.Length > 0 && name.All(character => char.IsAsciiLetter(character) || character == '_')
            ? null
            : $"{Quoting.Quote(name)} is no capability: write a name such as NET_ADMIN, or ALL";

    /// <summary>Warns of names that Linux does not have.</summary>
    public static void Check(ErrorSink errors, TreeNode node, WorkloadSpec spec)
    {
        foreach (var (name, wanted) in spec.Capabilities)
        {
            var plain = name.ToUpperInvariant();
            plain = plain.StartsWith(Prefix, StringComparison.Ordinal) ? plain[Prefix.Length..] : plain;
            if (wanted is null || Known.Contains(plain, StringComparer.Ordinal))
                continue;
            var nearest = Suggestions.Nearest(plain, Known);
            var hint = nearest is null ? "" : $": did you mean {Quoting.Quote(nearest)}?";
            errors.Warn(node.Find(name)?.Value ?? node, $"{Quoting.Quote(name)} is no capability of Linux that is known here{hint}");
        }
    }
}
