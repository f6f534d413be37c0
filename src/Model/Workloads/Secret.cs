namespace OciReconciler.Model.Workloads;

/// <summary>Something that a container gets as a file or as environment, and that its manifest has as ciphertext.</summary>
/// <param name="Name">Letters, digits, '_', '.' and '-'; unique in its workload.</param>
public sealed record Secret(string Name, AgeCiphertext Ciphertext)
{
    /// <summary>Where files lie in the container when nothing else is said, as podman and docker have it.</summary>
    public const string DefaultDirectory = "/run/secrets";

    /// <summary>Absolute path of the file in the container; null: it is environment.</summary>
    public string? Target { get; init; }

    /// <summary>It is a file of NAME=VALUE lines that become the container's environment.</summary>
    public bool IsEnvironment => Target is null;

    /// <summary>UID[:GID] that the file belongs to; null: root, or <c>podman.user</c>.</summary>
    public string? Owner { get; init; }

    /// <summary>The file's mode in octal digits, such as 0440; null: 0600.</summary>
    public string? Mode { get; init; }
}
