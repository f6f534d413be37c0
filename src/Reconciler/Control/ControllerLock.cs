using System.Globalization;
using System.Text;
using OciReconciler.Files;

namespace OciReconciler.Control;

/// <summary>One controller at a time: an advisory lock (flock) that ends with the process, however it ends.</summary>
internal sealed class ControllerLock : IDisposable
{
    private readonly FileStream _file;

    private ControllerLock(FileStream file) => _file = file;

    /// <summary>Takes the lock.</summary>
    /// <param name="path">The lock's file; its directory is made. The process id goes into PATH.pid beside it.</param>
    /// <param name="holder">When it is held: the process that holds it, as far as it is known.</param>
    /// <returns>The lock, or null when another process holds it.</returns>
    public static ControllerLock? TryTake(string path, out string holder)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        try
        {
            // On Unix, FileShare.None is flock(LOCK_EX | LOCK_NB).
            // Readable by root alone, since whoever can open a file can lock it.
            var file = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
            WriteHolder(path);
            holder = "";
            return new ControllerLock(file);
        }
        catch (IOException failure) when (failure is not (FileNotFoundException or DirectoryNotFoundException or PathTooLongException))
        {
            holder = Holder(path);
            return null;
        }
    }

    /// <summary>Whether some controller runs.</summary>
    public static bool IsHeld(string path)
    {
        if (!File.Exists(path))
            return false;
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return File.Exists($"/proc/{Holder(path)}/stat");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    // For messages alone: a full disk keeps no controller from running.
    private static void WriteHolder(string path)
    {
        try
        {
            File.WriteAllText(PidFile(path), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A second controller cannot name this one then.
        }
    }

    private static string Holder(string path)
    {
        try
        {
            var text = StateFiles.LookOnly.Read(PidFile(path), Encoding.ASCII.GetString)?.Trim();
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? text : "unknown";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return "unknown";
        }
    }

    private static string PidFile(string path) => path + ".pid";
}
