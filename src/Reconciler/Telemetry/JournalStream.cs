using OciReconciler.Files;

namespace OciReconciler.Telemetry;

/// <summary>
/// Whether standard error goes to the journal (JOURNAL_STREAM of systemd.exec(5)): a variable that was only inherited does not count.
/// </summary>
internal static class JournalStream
{
    private const int StandardError = 2;

    /// <summary>Standard error is a stream of the journal.</summary>
    public static bool IsStandardError { get; } =
        FileStat.OfDescriptor(StandardError, out var stat) == 0
        && Names(Environment.GetEnvironmentVariable("JOURNAL_STREAM"), stat.Device, stat.Inode);

    /// <summary>True when <paramref name="variable"/>, DEVICE:INODE, is about this file.</summary>
    public static bool Names(string? variable, FileDevice device, ulong inode) => variable == $"{Number(device)}:{inode}";

    // This is the C library's makedev.
    private static ulong Number(FileDevice device)
    {
        ulong major = device.Major;
        ulong minor = device.Minor;
        return ((major & 0xfffff000) << 32) | ((major & 0xfff) << 8) | ((minor & 0xffffff00) << 12) | (minor & 0xff);
    }
}
