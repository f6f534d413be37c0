namespace OciReconciler.Files;

/// <summary>
/// Whether the host has a device. A service with PrivateDevices= has a /dev of its own, in which new ones never appear: what the kernel
/// itself calls by the name is in sysfs as well. Links that udev makes, such as those of /dev/serial/by-id, are not.
/// </summary>
internal static class HostDevices
{
    private const string Classes = "/sys/class";

    /// <summary>Whether it is there.</summary>
    /// <param name="path">Its absolute path.</param>
    /// <param name="classes">Where sysfs has directories of devices.</param>
    public static bool Exists(string path, string classes = Classes)
    {
        if (Path.Exists(path))
            return true;
        var name = Path.GetFileName(path);
        try
        {
            return name.Length > 0 && Directory.EnumerateDirectories(classes).Any(directory => Path.Exists(Path.Combine(directory, name)));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
