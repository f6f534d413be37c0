using OciReconciler.Files;

namespace OciReconciler.Units;

/// <summary>
/// What <c>systemctl set-property</c> has set on a transient unit. systemd puts it into drop-ins beside the unit's own file, with
/// <c>--runtime</c> or without, and removes them with that file.
/// </summary>
internal static class SetProperties
{
    private const long MostBytes = 64 << 10;
    private const int MostSettings = 20;

    /// <summary>Settings as <c>NAME=VALUE</c>; of a file that cannot be read its path.</summary>
    /// <param name="dropIns">Drop-ins of the unit, as systemd last read them.</param>
    /// <param name="directory">Where systemd keeps transient units.</param>
    public static ImmutableArray<string> Read(IEnumerable<string> dropIns, string directory) =>
    [
        .. dropIns.Where(path => path.StartsWith(directory + "/", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .SelectMany(SettingsOf).Take(MostSettings),
    ];

    private static IEnumerable<string> SettingsOf(string path)
    {
        try
        {
            return RegularFile.ReadAllText(path, MostBytes).Split('\n', StringSplitOptions.TrimEntries).Where(IsSetting);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return [path];
        }
    }

    private static bool IsSetting(string line) => line.Contains('=', StringComparison.Ordinal) && line[0] is not ('#' or ';' or '[');
}
