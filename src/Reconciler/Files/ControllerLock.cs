using System.Globalization;
using System.Text;

namespace OciReconciler.Files;

/// <summary>One controller at a time: advisory locks (flock) that end with the process, however it ends.</summary>
internal sealed class ControllerLock : IDisposable
{
    private readonly List<FileStream> _files;

    private ControllerLock(List<FileStream> files) => _files = files;

    /// <summary>Takes a lock that has several files: whoever takes one of them excludes all who take it too.</summary>
    /// <param name="paths">The files; their directories are made. The process id goes into PATH.pid beside each.</param>
    /// <param name="holder">When one is held: by which process, as far as it is known, and which.</param>
    /// <returns>The lock, or null when another process holds one of them.</returns>
    /// <exception cref="IOException">One cannot be made, with what to do; UnauthorizedAccessException likewise.</exception>
    public static ControllerLock? TryTake(IEnumerable<string> paths, out string holder)
    {
        var taken = new List<FileStream>();
        try
        {
            holder = TakeAll(paths, taken) is { } held ? $"process {OwnerOf(held)} holds {held}" : "";
            if (holder.Length == 0)
                return new ControllerLock(taken);
            taken.ForEach(file => file.Dispose());
            return null;
        }
        catch
        {
            taken.ForEach(file => file.Dispose());
            throw;
        }
    }

    // The result is null, or the lock that another process holds.
    private static string? TakeAll(IEnumerable<string> paths, List<FileStream> taken)
    {
        var known = new HashSet<(FileDevice Device, ulong Inode)>();
        foreach (var path in paths)
        {
            StateDirectory.MakePublic(Path.GetDirectoryName(path)!);
            // This is the same file under another name: the process would exclude itself.
            if (FileStat.OfPath(path, out var stat) == 0 && known.Contains((stat.Device, stat.Inode)))
                continue;
            if (TryTake(path) is not { } file)
                return path;
            taken.Add(file);
            if (FileStat.OfPath(path, out stat) == 0)
                known.Add((stat.Device, stat.Inode));
        }

        return null;
    }

    /// <summary>Whether some controller runs that has this file among its own.</summary>
    public static bool IsTaken(string path)
    {
        if (!File.Exists(path))
            return false;
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None);
            return false;
        }
        catch (IOException failure)
        {
            return failure.HResult == LibC.ErrorAgain;
        }
        catch (UnauthorizedAccessException)
        {
            return File.Exists($"/proc/{OwnerOf(path)}/stat");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _files.ForEach(file => file.Dispose());

    private static FileStream? TryTake(string path)
    {
        try
        {
            // On Unix, FileShare.None is flock(LOCK_EX | LOCK_NB).
            // The file is readable by root alone, since whoever can open a file can lock it.
            var file = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                UnixCreateMode = AtomicFile.PrivateMode,
            });
            WriteOwner(path);
            return file;
        }
        catch (IOException failure) when (failure.HResult == LibC.ErrorAgain)
        {
            // Any other failure says nothing of another controller: a file system may be read-only, or full.
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw WriteDenial.Explained(failure);
        }
    }

    // The process id is for messages alone: a full disk keeps no controller from running.
    private static void WriteOwner(string path)
    {
        try
        {
            AtomicFile.Write(PidFile(path), Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A second controller cannot name this one then.
        }
    }

    private static string OwnerOf(string path)
    {
        var text = RegularFile.TryReadAllBytes(PidFile(path)) is { } bytes ? Encoding.ASCII.GetString(bytes).Trim() : "";
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? text : "unknown";
    }

    private static string PidFile(string path) => path + ".pid";
}
