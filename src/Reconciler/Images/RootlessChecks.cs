using OciReconciler.Files;
using OciReconciler.Host;
using OciReconciler.Model.Units;

namespace OciReconciler.Images;

/// <summary>
/// Whether podman can run as the user of a workload: what podman itself would say in the middle of a start, in words that do not help.
/// </summary>
/// <param name="find">A user of this host by name or number, or null.</param>
/// <param name="etc">Directory of subuid, subgid and nsswitch.conf.</param>
/// <param name="findProgram">Path of a program, or null.</param>
internal sealed class RootlessChecks(Func<string, HostUser?> find, string etc, Func<string, string?> findProgram)
{
    // Images are built with ids from 0 to 65535.
    private const long UsualIds = 65536;

    /// <summary>Checks the user of a workload, if it has one. Returns warnings.</summary>
    /// <exception cref="ImagePrepareException">podman cannot run as that user (<see
    /// cref="Reasons.PodmanUserUnusable"/>).</exception>
    public ImmutableArray<string> Check(WorkloadSpec spec)
    {
        if (spec.RootlessUser is not { } name)
            return [];
        var user = find(name)
            ?? throw Unusable(
                $"there is no user {name} on this host. Make it (useradd --system --create-home {name}), or correct podman.user.");
        if (!Directory.Exists(user.Home))
            throw Unusable(
                $"the home directory of {user.Name}, {user.Home}, does not exist, and podman keeps the user's images there. Make it, or "
                + $"give the user another: usermod --home DIR --move-home {user.Name}");
        foreach (var program in new[] { "newuidmap", "newgidmap" })
        {
            if (findProgram(program) is null)
                throw Unusable(
                    $"{program} is not installed, and podman needs it to run as {user.Name}. Install it (package uidmap or shadow-utils).");
        }

        // Where a directory service gives the ids out, the files say nothing.
        var idsAreInFiles = !Lines("nsswitch.conf").Any(line => line.StartsWith("subid:", StringComparison.Ordinal));
        IEnumerable<string> few = idsAreInFiles
            ? [.. CheckIds(user, "subuid", "--add-subuids"), .. CheckIds(user, "subgid", "--add-subgids")]
            : [];
        return [.. few, .. Lingering(spec, user)];
    }

    private IEnumerable<string> CheckIds(HostUser user, string file, string option)
    {
        var count = SubordinateIds.CountOf(Lines(file), user);
        if (count == 0)
            throw Unusable(
                $"{user.Name} has no ids in {Path.Combine(etc, file)}, and podman needs some to run as that user. Give it a range that "
                + $"nobody has: usermod {option} FIRST-LAST {user.Name}");
        return count < UsualIds
            ? [
                $"{user.Name} has {count} ids in {Path.Combine(etc, file)}: images with users beyond that number cannot be stored. 65536 "
                + "are usual."]
            : [];
    }

    // NixOS's module warns of these two as well.
    private static IEnumerable<string> Lingering(WorkloadSpec spec, HostUser user) => (spec.Podman!.SdNotify, user.Lingers) switch
    {
        (SdNotify.Healthy, false) =>
            [$"podman runs the health checks of {user.Name} in that user's systemd, which ends with the user's last login: loginctl "
            + $"enable-linger {user.Name}"],
        (SdNotify.Conmon, true) =>
            [$"{user.Name} lingers: podman may move the container into that user's systemd, out of the unit's cgroup. Use sdnotify "
            + $"healthy, or: loginctl disable-linger {user.Name}"],
        _ => [],
    };

    private string[] Lines(string file)
    {
        try
        {
            return RegularFile.ReadAllText(Path.Combine(etc, file)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
    }

    private static ImagePrepareException Unusable(string message) => new(Reasons.PodmanUserUnusable, "podman.user: " + message);
}
