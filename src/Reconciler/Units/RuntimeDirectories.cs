using OciReconciler.Files;
using OciReconciler.Model.Units;

namespace OciReconciler.Units;

/// <summary>
/// Tells whose a directory in /run is that a unit would get as its RuntimeDirectory=: systemd gives one that is there to the unit's user,
/// and removes it when the unit stops. Nothing is opened for it, since what lies in it belongs to that user.
/// </summary>
/// <param name="root">Where systemd makes them.</param>
/// <param name="units">Where it keeps transient units' files.</param>
internal sealed class RuntimeDirectories(string root, string units)
{
    private const int IdDigits = 64;
    private const string Setting = "RuntimeDirectory=";

    /// <summary>Those of this host.</summary>
    public static RuntimeDirectories OfThisHost { get; } = new("/run", TransientUnitFiles.SystemDirectory);

    /// <summary>The path of what is there and not the workload's own; null: nothing is, or its unit has no such directory.</summary>
    /// <param name="applied">Its unit, when that is ours.</param>
    public string? FindForeign(WorkloadSpec spec, ObservedUnit? applied)
    {
        if (RuntimeDirectory.Of(spec) is not { } name)
            return null;
        var path = Path.Combine(root, name);
        if (FileStat.OfEntry(path, out var found) == LibC.ErrorNoEntry)
            return null;
        return found.IsDirectory && (IsMarked(path) || HasContainerId(path) || IsOf(applied, name)) ? null : path;
    }

    // systemd makes the mark with the directory.
    private static bool IsMarked(string path) =>
        FileStat.OfEntry(Path.Combine(path, RuntimeDirectory.Mark), out var mark) == 0 && mark.IsDirectory;

    // podman leaves the container's id there, also when the unit that had it ended without systemd's removing it.
    private static bool HasContainerId(string path) =>
        FileStat.OfEntry(Path.Combine(path, RuntimeDirectory.IdFile), out var file) == 0 && file is { IsRegular: true, Size: IdDigits };

    // A unit that an earlier version of the controller defined makes no mark, and podman may not have come so far.
    private bool IsOf(ObservedUnit? applied, string name)
    {
        try
        {
            return applied is { IsUp: true }
                && RegularFile.ReadAllText(Path.Combine(units, applied.Name)).Split('\n')
                    .Where(line => line.StartsWith(Setting, StringComparison.Ordinal))
                    .Any(line => line[Setting.Length..].Split(' ').Contains(name, StringComparer.Ordinal));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
