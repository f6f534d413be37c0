using System.Globalization;

namespace OciReconciler.Files;

/// <summary>One mount as <c>/proc/self/mountinfo</c> has it: see proc_pid_mountinfo(5).</summary>
/// <param name="Root">The directory of the file system that is mounted; <c>/</c> unless it is a bind mount or a subvolume.</param>
/// <param name="Source">What the mount was made from: /dev/sda2, server:/export, tmpfs.</param>
internal sealed record MountInfo(string Root, string Point, string Source)
{
    private const int RootField = 3;
    private const int PointField = 4;

    /// <summary>The mount of that id, or null.</summary>
    public static MountInfo? Find(string text, ulong mount)
    {
        // "36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue"
        var id = mount.ToString(CultureInfo.InvariantCulture) + " ";
        var line = text.Split('\n').FirstOrDefault(line => line.StartsWith(id, StringComparison.Ordinal));
        return line?.Split(" - ") is [var head, var tail, ..] && head.Split(' ') is { Length: > PointField } fields
            && tail.Split(' ') is [_, var source, ..]
            ? new MountInfo(Unescape(fields[RootField]), Unescape(fields[PointField]), Unescape(source))
            : null;
    }

    /// <summary>A path below <see cref="Point"/> as a path from the root of the file system; null: it is not below it.</summary>
    public string? Inside(string path)
    {
        var below = Path.GetRelativePath(Point, path);
        return below.Split('/')[0] == ".." ? null : Path.GetFullPath(Path.Combine(Root, below));
    }

    // The kernel escapes these; the backslash itself comes last.
    private static string Unescape(string text) => text
        .Replace(@"\040", " ", StringComparison.Ordinal).Replace(@"\011", "\t", StringComparison.Ordinal)
        .Replace(@"\012", "\n", StringComparison.Ordinal).Replace(@"\043", "#", StringComparison.Ordinal)
        .Replace(@"\134", @"\", StringComparison.Ordinal);
}
