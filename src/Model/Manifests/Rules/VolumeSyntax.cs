using OciReconciler.Model.Manifests.Json;

namespace OciReconciler.Model.Manifests.Rules;

/// <summary>The engines' syntax of volumes: SOURCE:/TARGET[:OPTIONS], or /TARGET.</summary>
internal static class VolumeSyntax
{
    // podman-run(1) and docker-run(1), --volume.
    private static readonly string[] PodmanOptions =
    [
        "rw", "ro", "z", "Z", "O", "U", "shared", "rshared", "slave", "rslave", "private", "rprivate", "unbindable", "runbindable",
        "bind", "rbind", "exec", "noexec", "dev", "nodev", "suid", "nosuid", "copy", "nocopy", "idmap", "upperdir", "workdir",
        "consistent", "cached", "delegated", "norecurse", "no-dereference",
    ];

    private static readonly string[] DockerOptions =
    [
        "rw", "ro", "z", "Z", "shared", "rshared", "slave", "rslave", "private", "rprivate", "nocopy", "consistent", "cached", "delegated",
    ];

    public static string? Check(string text)
    {
        if (TextRules.Name(text) is { } problem)
            return problem;
        var parts = text.Split(':');
        var why = parts.Length switch
        {
            1 => Target(parts[0]),
            2 => Source(parts[0]) ?? Target(parts[1]),
            3 => Source(parts[0]) ?? Target(parts[1]) ?? Options(parts[2]),
            _ => "there are too many ':', and a path cannot contain one",
        };
        return why is null ? null : $"{Quoting.Quote(text)} is no volume: {why}";
    }

    /// <summary>Options of volumes that an engine knows.</summary>
    public static IReadOnlyList<string> OptionsOf(Backend backend) => backend == Backend.Docker ? DockerOptions : PodmanOptions;

    /// <summary>Options that the engine does not know, of a volume that <see cref="Check"/> takes.</summary>
    public static IEnumerable<string> UnknownOptions(string text, Backend backend)
    {
        var parts = text.Split(':');
        return parts.Length < 3
            ? []
            : parts[2].Split(',').Select(option => option.Split('=')[0]).Except(OptionsOf(backend), StringComparer.Ordinal);
    }

    /// <summary>The path in the container, of a volume that <see cref="Check"/> takes.</summary>
    public static string TargetOf(string text)
    {
        var parts = text.Split(':');
        return parts[parts.Length == 1 ? 0 : 1].TrimEnd('/');
    }

    /// <summary>The name of the volume, or null when it is a path or has none.</summary>
    public static string? NameOf(string text) =>
        text.Contains(':', StringComparison.Ordinal) && text[0] != '/' ? text[..text.IndexOf(':', StringComparison.Ordinal)] : null;

    private static string? Source(string source)
    {
        if (source.StartsWith('/'))
            return null;
        if (source.Length == 0)
            return "there is nothing before the ':'";
        if (char.IsAsciiLetterOrDigit(source[0])
            && source.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '.' or '-'))
            return null;
        var hint = source[0] is '~' or '$' ? ", and nothing is expanded" : "";
        return $"{Quoting.Quote(source)} is neither an absolute path nor the name of a volume{hint}";
    }

    private static string? Target(string target)
    {
        if (!target.StartsWith('/'))
            return target.Length == 0
                ? "there is no path after the ':'"
                : $"the path in the container, {Quoting.Quote(target)}, must be absolute";
        return target.Trim('/').Length == 0 ? "a volume cannot take the place of the container's '/'" : null;
    }

    private static string? Options(string options)
    {
        var all = options.Split(',');
        if (all.FirstOrDefault(option => option.StartsWith('/')) is { } path)
            return $"{Quoting.Quote(path)} would be a second path in the container, and there is one: options such as ro,z come after it";
        return all.Any(option => !IsOption(option))
            ? $"{Quoting.Quote(options)} are no options: write them with ',' between them, such as ro,z"
            : null;
    }

    // A word, or a word with a value: upperdir=/PATH, idmap=uids=0-1-10#10-11-10.
    private static bool IsOption(string option)
    {
        var name = option.Split('=')[0];
        return name.Length > 0
            && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_')
            && !option.Any(char.IsWhiteSpace);
    }
}
