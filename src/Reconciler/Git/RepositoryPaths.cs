using System.Text;
using OciReconciler.Model.Manifests;
using OciReconciler.Model.Manifests.Trees;

namespace OciReconciler.Git;

/// <summary>Which paths of a repository are taken as they are. Applied on both sides of the sandbox. Pure.</summary>
internal static class RepositoryPaths
{
    /// <summary>Why a symbolic link is not taken.</summary>
    public const string Link = "is a symbolic link, and links are not followed: put the file or folder itself there";

    /// <summary>Why a submodule is not taken.</summary>
    public const string Submodule = "is a submodule, and submodules are not fetched: make it a source of its own";

    /// <summary>Why neither is taken in the place of a folder of the revision in force.</summary>
    public const string WasFolder =
        "; a folder of the revision in force was there: to give up what was in it, push its removal alone before";

    /// <summary>Characters of all folders together that a worker is told of: twelve thousand of them, mostly.</summary>
    private const int MostFolderCharacters = 128 * 1024;

    /// <summary>The largest file that is handed over: the parser itself says it of one that is a little too large.</summary>
    public const int LongestFile = ManifestParser.MaxFileBytes + (64 * 1024);

    /// <summary>
    /// The most bytes of all files together, as <see cref="BytesOf"/> counts them: the controller has them in memory, beside what they
    /// declare.
    /// </summary>
    public const long MostBytes = 32L << 20;

    /// <summary>The most entries that are told of and are not needed.</summary>
    public const int MostIgnored = 20;

    /// <summary>The most entries that are told of and are needed.</summary>
    public const int MostNeeded = 100;

    /// <summary>Bytes of a path that is taken, and characters of one that is needed and is told of.</summary>
    public const int LongestPath = 1024;

    // What an entry takes beside its path and its content.
    private const int BytesOfEntry = 100;

    private const int LongestName = 255;
    private const int Deepest = 32;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>What a file counts among all files together: its path is in memory as well.</summary>
    public static long BytesOf(string path, long size) => size + Encoding.UTF8.GetByteCount(path) + BytesOfEntry;

    /// <summary>Whether files of this name are handed over: manifests, values, overlays (.json) and ciphertext (.age).</summary>
    public static bool IsWanted(string path) =>
        path.EndsWith(".json", StringComparison.Ordinal) || path.EndsWith(".age", StringComparison.Ordinal);

    /// <summary>
    /// Whether what lies at a path is missed when it is not handed over: a file of a name that is read; or anything in the place of
    /// <c>hosts</c> and <c>overlays</c>, or below them, where a folder of such files may have been.
    /// </summary>
    public static bool IsNeeded(string path) =>
        IsMissed(path) || $"{path}/".StartsWith(TreePaths.Hosts, StringComparison.Ordinal)
        || $"{path}/".StartsWith(TreePaths.Overlays, StringComparison.Ordinal);

    /// <summary>
    /// The folders that files which are read lie in, and the folders above them: what stands in the place of one takes these files away.
    /// Those at the top come first; more than a repository has are left out.
    /// </summary>
    public static ImmutableArray<string> Folders(IEnumerable<string> paths)
    {
        var left = MostFolderCharacters;
        return
        [
            .. paths.Where(IsMissed).SelectMany(Above).Distinct(StringComparer.Ordinal)
                .OrderBy(folder => folder.Count(character => character == '/')).ThenBy(folder => folder, StringComparer.Ordinal)
                .TakeWhile(folder => (left -= folder.Length + 1) >= 0),
        ];
    }

    /// <summary>The path as text, or null when it is no UTF-8.</summary>
    public static string? Decode(ReadOnlySpan<byte> path)
    {
        try
        {
            return Strict.GetString(path);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>Why a path is not taken ("has ... : ..."), or null when it is.</summary>
    public static string? Fault(string? path)
    {
        if (path is null)
            return "has a name that is no UTF-8: rename it";
        if (TerminalEscaper.Escape(path) != path)
            return "has a character in its name that is not shown, such as a line break: rename it";
        if (Encoding.UTF8.GetByteCount(path) > LongestPath)
            return $"has a path of more than {LongestPath} bytes: shorten it";
        var names = path.Split('/');
        if (names.Length > Deepest)
            return $"lies more than {Deepest} directories deep: move it up";
        return names.Select(NameFault).FirstOrDefault(fault => fault is not null);
    }

    /// <summary>Text of a repository as people are shown it: one line, cut.</summary>
    public static string Shown(string text, int longest = 200)
    {
        // A character may take ten in its escaped form.
        var escaped = TerminalEscaper.Escape(Cut(text, longest));
        return Cut(escaped, longest);
    }

    private static bool IsMissed(string path) => TreePaths.IsRead(path) || path.EndsWith(".age", StringComparison.Ordinal);

    private static IEnumerable<string> Above(string path)
    {
        for (var end = path.IndexOf('/', StringComparison.Ordinal); end > 0; end = path.IndexOf('/', end + 1))
            yield return path[..end];
    }

    private static string Cut(string text, int longest)
    {
        if (text.Length <= longest)
            return text;
        var end = char.IsHighSurrogate(text[longest - 2]) ? longest - 2 : longest - 1;
        return text[..end] + "…";
    }

    private static string? NameFault(string name) => name switch
    {
        "" => "has an empty name in its path: rename it",
        "." or ".." => $"has \"{name}\" in its path: rename it",
        _ when Encoding.UTF8.GetByteCount(name) > LongestName => $"has a name of more than {LongestName} bytes: shorten it",
        _ when IsGitDirectory(name) => "has a name in its path that some file systems take for git's own directory: rename it",
        _ => null,
    };

    // As git's core.protectNTFS has it; what HFS leaves out of a name are characters that are not shown.
    private static bool IsGitDirectory(string name)
    {
        var plain = name.Split(':', '\\')[0].TrimEnd('.', ' ');
        return plain.Equals(".git", StringComparison.OrdinalIgnoreCase) || plain.Equals("git~1", StringComparison.OrdinalIgnoreCase);
    }
}
