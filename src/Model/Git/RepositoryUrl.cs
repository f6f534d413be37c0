namespace OciReconciler.Model.Git;

/// <summary>How a repository is reached.</summary>
public enum RepositoryUrlKind
{
    /// <summary>It is none that is taken.</summary>
    None,

    /// <summary><c>https://</c>.</summary>
    Https,

    /// <summary><c>ssh://</c>, or <c>USER@HOST:PATH</c>.</summary>
    Ssh,

    /// <summary><c>file://</c>.</summary>
    File,
}

/// <summary>The address of a repository. Pure.</summary>
/// <param name="Error">What is wrong with it and what to do, without a subject; null: nothing.</param>
public sealed record RepositoryUrl(RepositoryUrlKind Kind, string? Error)
{
    private const int MaxLength = 2048;

    /// <summary>The path of a repository on this host; null for one that is reached otherwise, and for what is no address.</summary>
    public static string? LocalPath(string url) => Parse(url).Kind == RepositoryUrlKind.File ? new Uri(url).LocalPath : null;

    /// <summary>The host of a repository elsewhere; null for one on this host, and for what is no address.</summary>
    public static string? HostOf(string url) => Parse(url).Kind switch
    {
        RepositoryUrlKind.Https => new Uri(url).Host,
        RepositoryUrlKind.Ssh when url.Contains("://", StringComparison.Ordinal) => new Uri(url).Host,
        RepositoryUrlKind.Ssh => url.Split(':')[0].Split('@')[^1],
        _ => null,
    };

    /// <summary>Judges an address.</summary>
    public static RepositoryUrl Parse(string url)
    {
        if (url.Length is 0 or > MaxLength || url.Any(character => char.IsControl(character) || char.IsWhiteSpace(character)))
            return Wrong("must be the address of a repository: https://, ssh://, USER@HOST:PATH or file://");
        if (url.StartsWith('-'))
            return Wrong("must not begin with a dash");
        return url.Contains("://", StringComparison.Ordinal) ? OfScheme(url) : OfScp(url);
    }

    private static RepositoryUrl OfScheme(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed))
            return Wrong("is no address that can be read");
        // git knows each transport by these letters alone, and runs a program of that name for another.
        if (!url.StartsWith($"{parsed.Scheme}://", StringComparison.Ordinal))
            return Wrong("must begin with https://, ssh:// or file://, in lower-case letters");
        // What Uri makes of a path is not what git makes of it: only scheme, host and user are looked at.
        return parsed.Scheme switch
        {
            "https" when parsed.UserInfo.Length > 0 =>
                Wrong("has a user in it: name it in credentials.username, and its password or token in credentials.passwordFile"),
            "https" when parsed.Host.Length > 0 => new(RepositoryUrlKind.Https, null),
            "ssh" when parsed.UserInfo.Contains(':', StringComparison.Ordinal) =>
                Wrong("has a password in it: ssh takes a key, in credentials.sshKeyFile"),
            "ssh" when parsed.UserInfo.StartsWith('-') || parsed.Host.StartsWith('-') =>
                Wrong("has a user or host that begins with a dash"),
            "ssh" when parsed.Host.Length > 0 => new(RepositoryUrlKind.Ssh, null),
            "file" when parsed.Host.Length == 0 && parsed.LocalPath.StartsWith('/') => new(RepositoryUrlKind.File, null),
            "file" => Wrong("must have an absolute path: file:///srv/git/fleet.git"),
            "http" or "git" => Wrong(
                $"is {parsed.Scheme}://, which nobody proves to be the right server: anybody on the way could change what is "
                + "run. Use https "
                + "or ssh"),
            _ => Wrong($"is {parsed.Scheme}://, which is not taken: https, ssh and file are"),
        };
    }

    private static RepositoryUrl OfScp(string url)
    {
        var colon = url.IndexOf(':', StringComparison.Ordinal);
        var slash = url.IndexOf('/', StringComparison.Ordinal);
        if (colon <= 0 || colon == url.Length - 1 || (slash >= 0 && slash < colon))
            return Wrong("must be the address of a repository: https://, ssh://, USER@HOST:PATH or file://");
        var (before, path) = (url[..colon], url[(colon + 1)..]);
        if (path.StartsWith(':'))
            return Wrong("names a transport helper, which is not taken: https, ssh and file are");
        var host = before[(before.LastIndexOf('@') + 1)..];
        return host.Length == 0 || host.StartsWith('-')
            ? Wrong("has no host, or one that begins with a dash")
            : new(RepositoryUrlKind.Ssh, null);
    }

    private static RepositoryUrl Wrong(string error) => new(RepositoryUrlKind.None, error);
}
