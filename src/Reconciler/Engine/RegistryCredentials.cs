namespace OciReconciler.Engine;

/// <summary>
/// A user's name and password for one registry. Lives for one call. Not a record: a record's text would show the password.
/// </summary>
/// <param name="registry">The registry, as the login names it.</param>
internal sealed class RegistryCredentials(string registry, string username, string password)
{
    /// <summary>The registry, as the login names it.</summary>
    public string Registry { get; } = registry;

    /// <summary>The user.</summary>
    public string Username { get; } = username;

    /// <summary>The password: for the engine's request, and for nothing else.</summary>
    public string Password { get; } = password;

    /// <summary>User and registry.</summary>
    public override string ToString() => $"{Username} at {Registry}";
}
