using System.Text.RegularExpressions;

namespace OciReconciler.Git.Worker;

/// <summary>Addresses of repositories. Pure.</summary>
internal static partial class GitUrl
{
    /// <summary>https, ssh or file; null for any other address, http among them.</summary>
    public static string? ProtocolOf(string url) =>
        url.StartsWith("https://", StringComparison.Ordinal) ? "https"
        : url.StartsWith("ssh://", StringComparison.Ordinal) || ScpLike().IsMatch(url) ? "ssh"
        : url.StartsWith("file:///", StringComparison.Ordinal) ? "file"
        : null;

    // user@host:path. "helper::address" would run another program, and a leading dash would be an option.
    [GeneratedRegex(@"\A[A-Za-z0-9._-]+@[A-Za-z0-9][A-Za-z0-9.-]*:(?!:)[^\s]+\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex ScpLike();
}
