using OciReconciler.Configuration;
using OciReconciler.DBus.Units;
using OciReconciler.Units;

namespace OciReconciler.Hooks;

/// <summary>What a hook may do: use the network, read what its user may read, write in a /tmp of its own. Pure.</summary>
internal static class HookSandbox
{
    /// <summary>The properties of its unit.</summary>
    public static ImmutableArray<TransientProperty> Of(SyncHookOptions hook) =>
    [
        hook.User.Length > 0 ? new TransientProperty.Text("User", hook.User) : new TransientProperty.Bool("DynamicUser", true),
        .. hook.Credentials.IsEmpty ? Array.Empty<TransientProperty>() : [new TransientProperty.Credentials(Loaded(hook))],
        .. Sandboxes.Base,
        new TransientProperty.Large("CapabilityBoundingSet", 0),
        new TransientProperty.Text("ProtectHome", "read-only"),
        new TransientProperty.Bool("PrivateTmp", true),
    ];

    private static ImmutableArray<(string, string)> Loaded(SyncHookOptions hook) =>
        [.. hook.Credentials.Select(each => (each.Key, CredentialPath.Of(each.Value)))];
}
