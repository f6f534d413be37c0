using OciReconciler.DBus.Units;

namespace OciReconciler.Units;

/// <summary>
/// What no program that the controller runs in a sandbox may do, whichever it is; each kind of sandbox adds what its programs do not need.
/// Properties as in systemd.exec(5). Pure.
/// </summary>
internal static class Sandboxes
{
    /// <summary>No new rights, no device, no setting of the kernel or the host, nothing written where others look, no core dump.</summary>
    public static ImmutableArray<TransientProperty> Base { get; } =
    [
        .. new[]
        {
            "NoNewPrivileges", "PrivateDevices", "PrivateIPC", "ProtectClock", "ProtectControlGroups", "ProtectHostname",
            "ProtectKernelLogs", "ProtectKernelModules", "ProtectKernelTunables", "LockPersonality", "RestrictRealtime",
            "RestrictSUIDSGID",
        }.Select(name => new TransientProperty.Bool(name, true)),
        new TransientProperty.Text("ProtectSystem", "strict"),
        // The memory of a program may have a secret in it.
        new TransientProperty.Large("LimitCORE", 0),
    ];
}
