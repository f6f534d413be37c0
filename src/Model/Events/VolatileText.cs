using System.Text.RegularExpressions;

namespace OciReconciler.Model.Events;

/// <summary>
/// Leaves out of a message what is made up anew each time the same thing happens: names of temporary files, ids of containers and
/// requests, the port that a connection came from. Names that somebody gave, tags and digests of images among them, stay. Pure.
/// </summary>
public static partial class VolatileText
{
    private const string Placeholder = "*";

    // Milliseconds; none of the patterns goes back far.
    private const int Patience = 1000;

    /// <summary>The message without them: equal for messages of the same thing.</summary>
    public static string Normalize(string message)
    {
        try
        {
            var text = Id().Replace(message, Placeholder);
            text = SourcePort().Replace(text, Placeholder);
            return InTemporaryDirectory().Replace(text, WithoutRandomPart);
        }
        catch (RegexMatchTimeoutException)
        {
            return message;
        }
    }

    private static string WithoutRandomPart(Match path) =>
        path.Groups["directory"].Value + RandomPart().Replace(path.Groups["name"].Value, Placeholder);

    // UUIDs, and ids of 32 hex digits and more that are no digests.
    [GeneratedRegex(
        @"(?<![0-9A-Za-z:])([0-9a-f]{32,}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})(?![0-9A-Za-z])",
        RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Id();

    // Go's "read tcp 10.0.0.2:48152->10.0.0.1:443".
    [GeneratedRegex(@"(?<=[0-9\]]:)[0-9]{1,5}(?=->)", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex SourcePort();

    [GeneratedRegex(
        @"(?<directory>/(tmp|temp|\.tmp)/)(?<name>[^/\s:""',)]+)", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, Patience)]
    private static partial Regex InTemporaryDirectory();

    // Go appends digits, mktemp(1) and its like letters and digits: after a mark or "tmp", and none that is a plain word.
    [GeneratedRegex(
        @"[0-9]{3,}|(?<=[._-]|tmp)(?=[A-Za-z0-9_]*([0-9]|[a-z][A-Z]|[A-Z]{2}[a-z]))[A-Za-z0-9_]{6,}",
        RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex RandomPart();
}
