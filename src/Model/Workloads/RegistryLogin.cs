namespace OciReconciler.Model.Workloads;

/// <summary>Credentials for a registry. The password lies in a file and is read when it is used.</summary>
/// <param name="Registry">Registry, with or without a scheme, or null.</param>
/// <param name="Username">User name, or null.</param>
/// <param name="PasswordFile">Absolute path of the file with the password, or null.</param>
public sealed record RegistryLogin(string? Registry, string? Username, string? PasswordFile)
{
    /// <summary>NixOS's rule: a login counts only with all three given.</summary>
    public bool IsComplete => Registry is not null && Username is not null && PasswordFile is not null;
}
