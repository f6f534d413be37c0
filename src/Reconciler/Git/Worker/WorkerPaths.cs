namespace OciReconciler.Git.Worker;

/// <summary>Where the worker has what. All absolute.</summary>
/// <param name="Cache">The one directory that it writes to.</param>
/// <param name="Credentials">Has the files of <see cref="GitCredentialFiles"/>.</param>
/// <param name="Program">This program, which git runs for a password.</param>
internal sealed record WorkerPaths(string Cache, string Credentials, string Program)
{
    /// <summary>The repository: bare, nothing is ever checked out.</summary>
    public string Repository => Path.Combine(Cache, "repository.git");

    /// <summary>Says what the repository was made for.</summary>
    public string Mark => Path.Combine(Cache, "purpose");

    /// <summary>Is there when the server hands out no content by its id, so that histories come with all contents.</summary>
    public string Whole => Path.Combine(Cache, "whole");

    /// <summary>HOME of all programs; empty.</summary>
    public string Home => Path.Combine(Cache, "home");

    /// <summary>Empty, and stays so.</summary>
    public string Empty => Path.Combine(Cache, "empty");

    /// <summary>For the temporary files of git, which a killed one leaves.</summary>
    public string Temporary => Path.Combine(Cache, "tmp");

    /// <summary>What git told of its last call of a server by https, as trace2 events.</summary>
    public string Trace => Path.Combine(Temporary, "trace");

    /// <summary>Has the keyring while a signature is verified.</summary>
    public string GnuPg => Path.Combine(Cache, "gnupg");

    /// <summary>What takes the place of the user's configuration.</summary>
    public string Configuration => Path.Combine(Cache, "gitconfig");

    /// <summary>A credential's file, or null when the source has none of it.</summary>
    public string? Credential(string id)
    {
        var path = Path.Combine(Credentials, id);
        return Credentials.Length > 0 && File.Exists(path) ? path : null;
    }
}
