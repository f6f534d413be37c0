namespace OciReconciler.Model.StartFailures;

/// <summary>
/// Finds in what the processes of one run of a unit wrote why the engine's client gave up. Pure. With docker the container's own output
/// is among it. Forms of podman 4.3 and 5.4, docker 20.10 and 26.1.
/// </summary>
public static class ClientOutput
{
    private const int LongestText = 600;

    private const string PodmanPrefix = "Error: ";
    private const string DockerPrefix = "docker: ";
    private const string DaemonPrefix = "Error response from daemon: ";

    // The end of what the docker and podman clients say of wrong arguments; since docker 28 the second form.
    private static readonly string[] UsageHints = ["See 'docker run --help'", "Run 'docker run --help'", "See 'podman run --help'"];

    // docker's client says so of a container that it waits for when its daemon goes away.
    private const string LostContainer = "error waiting for container: unexpected EOF";

    // podman 4.3 says so after each failed start: ExecStopPost looks for the container that was not made.
    private const string MissingCidFile = "reading CIDFile:";

    /// <summary>Why, in the engine's words and on one line; null: the client started the container, or said nothing.</summary>
    /// <param name="lines">Standard output and error of all commands of the run, in order.</param>
    public static string? Find(Backend backend, IReadOnlyList<string> lines)
    {
        var found = backend == Backend.Docker ? Docker(lines) : Podman(lines);
        return found is null ? null : OneLine(found);
    }

    /// <summary>Whether a line of a docker unit is its client's, and not its container's.</summary>
    public static bool IsOfClient(string line) =>
        line.StartsWith(DockerPrefix, StringComparison.Ordinal)
        || line.StartsWith(DaemonPrefix, StringComparison.Ordinal)
        || line.StartsWith("Error: No such container:", StringComparison.Ordinal)
        || line.Contains("level=error msg=\"error waiting for container", StringComparison.Ordinal)
        || IsUsageHint(line);

    private static string? Podman(IReadOnlyList<string> lines)
    {
        for (var index = lines.Count - 1; index >= 0; index--)
        {
            var line = lines[index];
            if (line.StartsWith(PodmanPrefix, StringComparison.Ordinal)
                && !line.AsSpan(PodmanPrefix.Length).StartsWith(MissingCidFile, StringComparison.Ordinal))
                return line[PodmanPrefix.Length..] + Continued(lines, index);
        }

        return null;
    }

    private static string? Docker(IReadOnlyList<string> lines)
    {
        for (var index = lines.Count - 1; index >= 0; index--)
        {
            var line = lines[index];
            if (line.StartsWith(DockerPrefix, StringComparison.Ordinal))
                return Without(DaemonPrefix, line[DockerPrefix.Length..]) + Continued(lines, index);
            if (line.Contains(LostContainer, StringComparison.Ordinal))
                return LostContainer;
            if (index > 0
                && IsUsageHint(line)
                && !lines[index - 1].StartsWith(DockerPrefix, StringComparison.Ordinal)
                && !IsContinuation(lines[index - 1]))
                return lines[index - 1];
        }

        return null;
    }

    // What is wrong with several things stands on a line each.
    private static string Continued(IReadOnlyList<string> lines, int index) =>
        string.Concat(lines.Skip(index + 1).TakeWhile(IsContinuation).Select(line => " " + line.Trim()));

    private static bool IsContinuation(string line) =>
        line.StartsWith("* ", StringComparison.Ordinal)
            || line.StartsWith("no configured subnet", StringComparison.Ordinal)
            || line is [' ' or '\t', ..];

    private static bool IsUsageHint(string line) => Array.Exists(UsageHints, hint => line.StartsWith(hint, StringComparison.Ordinal));

    private static string Without(string prefix, string text) =>
        text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : text;

    private static string OneLine(string text)
    {
        var line = string.Concat(text.Select(character => char.IsControl(character) ? ' ' : character)).Trim().TrimEnd('.');
        return line.Length <= LongestText ? line : line[..LongestText] + "...";
    }
}
