using System.Globalization;
using System.Runtime.InteropServices;
using OciReconciler.Files;
using OciReconciler.Model.Units;

namespace OciReconciler.Host;

/// <summary>Users of this host, from wherever its name service has them.</summary>
internal static class HostUsers
{
    // logind keeps one empty file for each user that lingers.
    private const string LingerDirectory = "/var/lib/systemd/linger";

    private const int SmallestBuffer = 1024;
    private const int LargestBuffer = 1024 * 1024;

    /// <summary>A user by name or number, or null when there is none.</summary>
    public static unsafe HostUser? Find(string user)
    {
        var isNumber = uint.TryParse(user, NumberStyles.None, CultureInfo.InvariantCulture, out var uid);
        for (var size = SmallestBuffer; size <= LargestBuffer; size *= 2)
        {
            var buffer = new byte[size];
            fixed (byte* start = buffer)
            {
                var error = isNumber
                    ? LibC.FindUser(uid, out var entry, start, (nuint)size, out var result)
                    : LibC.FindUser(user, out entry, start, (nuint)size, out result);
                if (error == LibC.ErrorRange)
                    continue;
                return result == 0 ? null : Read(entry);
            }
        }

        return null;
    }

    private static HostUser Read(LibC.UserEntry entry)
    {
        var name = Marshal.PtrToStringUTF8(entry.Name) ?? "";
        return new HostUser(name, entry.Uid, Marshal.PtrToStringUTF8(entry.Home) ?? "", File.Exists(Path.Combine(LingerDirectory, name)));
    }
}
