namespace OciReconciler.Model.Images;

/// <summary>Compares registries by host: what a login names and what an image is pulled from.</summary>
public static class RegistryHost
{
    /// <summary>The registry of references that name none.</summary>
    public const string DockerHub = "docker.io";

    /// <summary>
    /// Host and port of a registry in one spelling: no scheme, no path, lower case, no default port of its scheme; Docker Hub's aliases
    /// (<c>index.docker.io</c>, <c>registry-1.docker.io</c>, <c>https://index.docker.io/v1/</c>) are <c>docker.io</c>.
    /// </summary>
    /// <param name="registry">As a login or a reference has it; may be empty.</param>
    public static string Canonical(string registry)
    {
        var host = registry.Trim();
        var scheme = host.IndexOf("://", StringComparison.Ordinal);
        var port = scheme < 0 ? "" : host[..scheme].ToLowerInvariant() switch { "https" => ":443", "http" => ":80", _ => "" };
        if (scheme >= 0) host = host[(scheme + 3)..];
        var slash = host.IndexOf('/', StringComparison.Ordinal);
        host = (slash < 0 ? host : host[..slash]).ToLowerInvariant();
        if (port.Length > 0 && host.EndsWith(port, StringComparison.Ordinal)) host = host[..^port.Length];
        return host switch
        {
            "index.docker.io" or "registry-1.docker.io" or "registry.hub.docker.com" => DockerHub,
            _ => host,
        };
    }

    /// <summary>Both name one registry.</summary>
    public static bool AreSame(string left, string right) =>
        string.Equals(Canonical(left), Canonical(right), StringComparison.Ordinal);
}
