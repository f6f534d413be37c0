using OciReconciler.Model.Nodes;

namespace OciReconciler.Model.Manifests.Trees;

/// <summary>What a file of a repository is, by its path. Paths have '/' between names. Pure; any thread.</summary>
public static class TreePaths
{
    /// <summary>Where overlays lie, below the source's path.</summary>
    public const string Overlays = "overlays/";

    /// <summary>Where files of hosts lie.</summary>
    public const string Hosts = "hosts/";

    private const string Suffix = ".json";

    /// <summary>Whether it is a manifest: a *.json that is not hidden, and neither an overlay nor a host's file.</summary>
    public static bool IsManifest(string path) => IsRead(path) && !IsBelow(path, Hosts) && !IsBelow(path, Overlays);

    /// <summary>Whether it is an overlay.</summary>
    public static bool IsOverlay(string path) => IsRead(path) && IsBelow(path, Overlays);

    /// <summary>The host that a file is of, or null: it is no host's.</summary>
    public static string? HostOf(string path) =>
        IsRead(path) && IsBelow(path, Hosts) && NodeRules.HostName(path[Hosts.Length..^Suffix.Length]) is null
            ? path[Hosts.Length..^Suffix.Length]
            : null;

    /// <summary>A *.json below <see cref="Hosts"/> that is no host's: it lies deeper, or has another name than hosts have.</summary>
    public static bool IsMisplacedHost(string path) => IsRead(path) && IsBelow(path, Hosts) && HostOf(path) is null;

    /// <summary>The path of a host's file.</summary>
    public static string OfHost(string name) => $"{Hosts}{name}{Suffix}";

    /// <summary>Whether it is any of these: a *.json that is not hidden.</summary>
    // What editors and version control put beside files begins with one of these.
    public static bool IsRead(string path) =>
        path.EndsWith(Suffix, StringComparison.Ordinal) && !path.Split('/').Any(name => name.Length == 0 || name[0] is '.' or '#' or '~');

    private static bool IsBelow(string path, string folder) => path.StartsWith(folder, StringComparison.Ordinal);
}
