namespace OciReconciler.Model.Units;

/// <summary>What of the host enters a unit. A change of it never restarts anything by itself (render version).</summary>
public sealed record RenderSettings
{
    /// <summary>Proxy variables handed to units: names as in the process environment.</summary>
    public ImmutableSortedDictionary<string, string> ProxyEnvironment { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Program name ("podman", "docker", "rm") to absolute path on this host.</summary>
    public ImmutableSortedDictionary<string, string> Programs { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Where the files of secrets lie; null: <see cref="SecretPaths.DefaultDirectory"/>.</summary>
    public string? SecretsDirectory { get; init; }

    /// <summary>systemd's major version, which decides the form of Exec properties (0 offline).</summary>
    public int SystemdVersion { get; init; }
}
