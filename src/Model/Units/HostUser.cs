namespace OciReconciler.Model.Units;

/// <summary>What of a host's user enters a unit that runs podman as that user.</summary>
/// <param name="Home">Its home directory: podman keeps the user's images there.</param>
/// <param name="Lingers">Its user manager runs without a login (<c>loginctl enable-linger</c>).</param>
public sealed record HostUser(string Name, uint Uid, string Home, bool Lingers);
