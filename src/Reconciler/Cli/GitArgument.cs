using OciReconciler.Configuration;

namespace OciReconciler.Cli;

/// <summary><c>run --git URL[#REF[:PATH]]</c>. Pure.</summary>
internal static class GitArgument
{
    /// <summary>The source of an argument, named by its URL.</summary>
    public static SourceOptions Parse(string argument)
    {
        var hash = argument.IndexOf('#', StringComparison.Ordinal);
        var (url, rest) = hash < 0 ? (argument, "") : (argument[..hash], argument[(hash + 1)..]);
        // A ref has no colon in it.
        var colon = rest.IndexOf(':', StringComparison.Ordinal);
        var (reference, path) = colon < 0 ? (rest, "") : (rest[..colon], rest[(colon + 1)..]);
        return new SourceOptions { Git = new GitSourceOptions { Url = url, Ref = reference, Path = path } };
    }
}
