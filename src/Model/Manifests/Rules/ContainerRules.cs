using System.Text;
using OciReconciler.Model.Manifests.Json;

namespace OciReconciler.Model.Manifests.Rules;

/// <summary>Rules for what is so inside the container: user, working directory, host name.</summary>
internal static class ContainerRules
{
    /// <summary>Linux takes no longer host name.</summary>
    private const int MaxHostname = 64;

    public static string? User(string user)
    {
        if (TextRules.Name(user) is { } problem)
            return problem;
        return user.Count(character => character == ':') > 1 ? $"{Quoting.Quote(user)} is no user: write USER or USER:GROUP" : null;
    }

    /// <summary>An empty one is that of the image.</summary>
    public static string? Workdir(string path)
    {
        if (TextRules.Argument(path) is { } problem)
            return problem;
        return path.Length == 0 || path[0] == '/' ? null : $"{Quoting.Quote(path)} is no absolute path: it must begin with '/'";
    }

    public static string? Hostname(string name)
    {
        if (TextRules.Argument(name) is { } problem)
            return problem;
        var bytes = Encoding.UTF8.GetByteCount(name);
        if (bytes > MaxHostname)
            return $"the host name has {bytes} bytes, and Linux takes {MaxHostname}";
        return name.Any(char.IsWhiteSpace) ? $"{Quoting.Quote(name)} contains a blank, which is not allowed here" : null;
    }
}
