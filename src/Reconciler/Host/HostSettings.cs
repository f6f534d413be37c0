using OciReconciler.Model.Units;

namespace OciReconciler.Host;

/// <summary>Reads what of this host enters units: program paths and proxy variables.</summary>
internal static class HostSettings
{
    private static readonly string[] Programs = ["podman", "docker", "rm"];

    // The variables that NixOS's networking.proxy sets.
    private static readonly string[] ProxyVariables = ["all_proxy", "ftp_proxy", "http_proxy", "https_proxy", "no_proxy", "rsync_proxy"];

    // A service's PATH may lack the sbin directories, and a shell's the system ones.
    private const string FallbackPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/run/current-system/sw/bin";

    /// <summary>Reads them now.</summary>
    /// <param name="systemdVersion">Major version, or 0 offline.</param>
    public static RenderSettings Read(int systemdVersion) => new()
    {
        Programs = Programs
            .Select(name => (Name: name, Path: Find(name)))
            .Where(program => program.Path is not null)
            .ToImmutableSortedDictionary(program => program.Name, program => program.Path!, StringComparer.Ordinal),
        ProxyEnvironment = ProxyVariables
            .Select(name => (Name: name, Value: Environment.GetEnvironmentVariable(name)))
            .Where(variable => !string.IsNullOrEmpty(variable.Value))
            .ToImmutableSortedDictionary(variable => variable.Name, variable => variable.Value!, StringComparer.Ordinal),
        SystemdVersion = systemdVersion,
    };

    /// <summary>Path of a program on this host, or null.</summary>
    public static string? Find(string program) =>
        $"{Environment.GetEnvironmentVariable("PATH")}:{FallbackPath}"
            .Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(directory => Path.Combine(directory, program))
            .FirstOrDefault(path => Path.IsPathRooted(path) && File.Exists(path));
}
