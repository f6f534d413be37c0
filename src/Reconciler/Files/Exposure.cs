namespace OciReconciler.Files;

/// <summary>
/// Who besides root, and besides who runs this, could change what a path leads to: who can write a manifest is root on the host.
/// </summary>
internal static class Exposure
{
    /// <summary>As for a file whose stat is known; null also for what is no regular file.</summary>
    public static string? OfFile(string path) => FileStat.OfPath(path, out var stat) == 0 && stat.IsRegular ? OfFile(path, stat) : null;

    /// <summary>What is wrong with a file itself, and with where it lies when it is a link; null: nothing.</summary>
    /// <param name="path">The file, absolute.</param>
    /// <param name="stat">Its stat, links followed.</param>
    public static string? OfFile(string path, FileStat stat)
    {
        if (Writers(stat) is { } writers)
            return Warning(path, writers, stat);
        return FileStat.OfEntry(path, out var entry) == 0 && entry.IsLink && FileSystemIdentity.RealPath(path) is { } target
            ? OfDirectories(Ancestors(target))
            : null;
    }

    /// <summary>
    /// What is wrong with a directory, with what is above it, and with where it lies when a link leads there; null: nothing.
    /// </summary>
    /// <param name="directory">The directory, absolute.</param>
    public static string? OfDirectory(string directory)
    {
        if (FileStat.OfPath(directory, out var stat) == 0 && Writers(stat) is { } writers)
            return Warning(directory, writers, stat);
        var real = FileSystemIdentity.RealPath(directory);
        return OfDirectories(Ancestors(directory)) ?? (real is null || real == directory ? null : OfDirectories(Ancestors(real)));
    }

    // The search goes from the root on: the first one is enough to do something about.
    private static string? OfDirectories(IEnumerable<string> directories)
    {
        foreach (var directory in directories)
        {
            // In a sticky directory nobody but its owner renames or removes what is somebody else's.
            if (FileStat.OfPath(directory, out var stat) == 0
                && (stat.Permissions.HasFlag(UnixFileMode.StickyBit) ? Owner(stat) : Writers(stat)) is { } writers)
            {
                return Warning(directory, writers, stat);
            }
        }

        return null;
    }

    private static IEnumerable<string> Ancestors(string path) =>
        Path.GetDirectoryName(path) is { Length: > 0 } parent ? Ancestors(parent).Append(parent) : [];

    private static string? Writers(FileStat stat)
    {
        if (stat.Permissions.HasFlag(UnixFileMode.OtherWrite))
            return "everybody";
        return Owner(stat) ?? (stat.Permissions.HasFlag(UnixFileMode.GroupWrite) && !IsTrustedGroup(stat.Gid) ? $"group {stat.Gid}" : null);
    }

    private static string? Owner(FileStat stat) => stat.Uid == 0 || stat.Uid == LibC.EffectiveUser() ? null : $"its owner, user {stat.Uid}";

    // A group of one's own, as most distributions give one to each user, is nobody else.
    private static bool IsTrustedGroup(uint gid) => gid == 0 || (LibC.EffectiveUser() != 0 && gid == LibC.EffectiveGroup());

    private static string Warning(string path, string writers, FileStat stat)
    {
        var remedy = stat.Permissions.HasFlag(UnixFileMode.OtherWrite) ? $"chmod o-w {path}"
            : Owner(stat) is not null ? $"chown root {path}"
            : $"chmod g-w {path}";
        return $"{path} can be changed by {writers}: who can write manifests is root on this host. {remedy}";
    }
}
