using System.Runtime.InteropServices;

namespace OciReconciler.Files;

/// <summary>Directories that the controller makes. Their modes are its own to say, whatever umask it was started with.</summary>
internal static class StateDirectory
{
    private const UnixFileMode PublicMode = AtomicFile.PrivateDirectoryMode
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private const UnixFileMode PassableMode =
        AtomicFile.PrivateDirectoryMode | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Makes a directory that all may look into. Throws IOException or UnauthorizedAccessException.</summary>
    public static void MakePublic(string path) => Make(path, PublicMode);

    /// <summary>Makes a directory that is ours alone. Throws IOException or UnauthorizedAccessException.</summary>
    public static void MakePrivate(string path) => Make(path, AtomicFile.PrivateDirectoryMode);

    /// <summary>
    /// Makes a directory that others may pass, and not look into, whatever was its mode. Throws IOException or
    /// UnauthorizedAccessException.
    /// </summary>
    public static void MakePassable(string path)
    {
        Make(path, PassableMode);
        if (File.GetUnixFileMode(path) != PassableMode)
            File.SetUnixFileMode(path, PassableMode);
    }

    /// <summary>Makes a directory for somebody whose umask may take more away. Throws IOException or UnauthorizedAccessException.</summary>
    public static void MakeUnderUmask(string path) => MakeNew(path, PublicMode, isExact: false);

    /// <summary>
    /// Throws IOException or UnauthorizedAccessException, with what to do, unless files can be made in a directory that is there.
    /// </summary>
    public static void RequireWritable(string path)
    {
        if (LibC.Access(path, LibC.MayWrite | LibC.MaySearch) == 0)
            return;
        var error = Marshal.GetLastPInvokeError();
        throw WriteDenial.Explained(new IOException($"{path}: {Marshal.GetPInvokeErrorMessage(error)}", error));
    }

    /// <summary>
    /// Throws UnauthorizedAccessException where this user may not search a directory: there, all files would seem not to be there.
    /// </summary>
    public static void RequireSearchable(string path)
    {
        if (FileStat.OfEntry(Path.Combine(path, "."), out _) == LibC.ErrorAccess)
            throw new UnauthorizedAccessException($"{path} cannot be searched.");
    }

    private static void Make(string path, UnixFileMode mode)
    {
        if (Directory.Exists(path))
            CloseToOthers(path);
        else
            MakeNew(path, mode, isExact: true);
    }

    private static void MakeNew(string path, UnixFileMode mode, bool isExact)
    {
        // Parents are no secret, and nobody else's to write.
        if (Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(path)) is { Length: > 0 } parent && !Directory.Exists(parent))
            MakeNew(parent, PublicMode, isExact);
        try
        {
            Directory.CreateDirectory(path, mode);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw WriteDenial.Explained(failure);
        }

        if (isExact)
            File.SetUnixFileMode(path, mode);
    }

    // An earlier version left it to the umask. Who reads, and which group writes, may have been somebody's wish; that everybody writes
    // was not.
    private static void CloseToOthers(string path)
    {
        var mode = File.GetUnixFileMode(path);
        if (!mode.HasFlag(UnixFileMode.OtherWrite) || mode.HasFlag(UnixFileMode.StickyBit))
            return;
        try
        {
            File.SetUnixFileMode(path, mode & ~UnixFileMode.OtherWrite);
        }
        catch (UnauthorizedAccessException)
        {
            // The directory is somebody else's.
        }
    }
}
