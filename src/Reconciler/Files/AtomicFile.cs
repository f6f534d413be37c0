namespace OciReconciler.Files;

/// <summary>Files that a reader sees whole or not at all.</summary>
internal static class AtomicFile
{
    /// <summary>Read by all, written by us.</summary>
    public const UnixFileMode PublicMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Ours alone: manifests may hold secrets in their environment.</summary>
    public const UnixFileMode PrivateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>A directory of private files.</summary>
    public const UnixFileMode PrivateDirectoryMode = PrivateMode | UnixFileMode.UserExecute;

    private const string TemporaryPrefix = ".new-";
    private const string TemporarySuffix = ".tmp";

    /// <summary>
    /// Replaces <paramref name="path"/> by rename. The directory must exist. Throws IOException or UnauthorizedAccessException.
    /// </summary>
    public static void Write(string path, ReadOnlySpan<byte> bytes) => Replace(path, bytes, PublicMode, isExact: true, durable: false);

    /// <summary>As <see cref="Write"/>, with what the umask takes away taken away.</summary>
    public static void WriteUnderUmask(string path, ReadOnlySpan<byte> bytes) =>
        Replace(path, bytes, PublicMode, isExact: false, durable: false);

    /// <summary>As <see cref="Write"/>, readable by us alone.</summary>
    public static void WritePrivately(string path, ReadOnlySpan<byte> bytes) =>
        Replace(path, bytes, PrivateMode, isExact: true, durable: false);

    /// <summary>
    /// As <see cref="Write"/>, readable by us alone, and on disk before it takes the name. The rename itself is on disk after
    /// <see cref="SyncDirectory"/>.
    /// </summary>
    public static void WriteDurably(string path, ReadOnlySpan<byte> bytes) =>
        Replace(path, bytes, PrivateMode, isExact: true, durable: true);

    /// <summary>Replaces <paramref name="path"/> by rename, after something was done to the new file.</summary>
    /// <param name="finish">Gets the new file's path, under which nobody else looks for it.</param>
    public static async Task WriteAsync(string path, ReadOnlyMemory<byte> bytes, UnixFileMode mode, Func<string, Task> finish)
    {
        var temporary = TemporaryOf(path);
        try
        {
            WriteNew(temporary, bytes.Span, mode, isExact: true, durable: false);
            await finish(temporary);
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception failure)
        {
            if (File.Exists(temporary))
                File.Delete(temporary);
            if (failure is IOException or UnauthorizedAccessException)
                throw Naming(path, temporary, failure);
            throw;
        }
    }

    /// <summary>Puts renames and removals in <paramref name="directory"/> on disk. Throws IOException.</summary>
    public static void SyncDirectory(string directory)
    {
        int descriptor = LibC.Open(directory, LibC.ReadOnly | LibC.CloseOnExec);
        if (descriptor < 0)
            throw new IOException($"cannot open {directory}: {LibC.LastError()}");
        using var handle = new DescriptorHandle(descriptor);
        DiskSyncs.Add();
        if (LibC.Sync(descriptor) != 0)
            throw new IOException($"cannot sync {directory}: {LibC.LastError()}");
    }

    /// <summary>Removes what a killed writer left behind. Only where no other writer is at work.</summary>
    public static void RemoveLeftovers(string directory)
    {
        foreach (string path in Directory.GetFiles(directory, TemporaryPrefix + "*" + TemporarySuffix))
            File.Delete(path);
    }

    private static void Replace(string path, ReadOnlySpan<byte> bytes, UnixFileMode mode, bool isExact, bool durable)
    {
        string temporary = TemporaryOf(path);
        try
        {
            WriteNew(temporary, bytes, mode, isExact, durable);
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            if (File.Exists(temporary))
                File.Delete(temporary);
            throw Naming(path, temporary, failure);
        }
    }

    private static string TemporaryOf(string path) => Path.Combine(
        Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/", $"{TemporaryPrefix}{Guid.NewGuid():N}{TemporarySuffix}");

    // Messages name the target: the temporary file has another name at each try.
    private static Exception Naming(string path, string temporary, Exception failure)
    {
        var message = failure.Message.Replace(temporary, path, StringComparison.Ordinal);
        return WriteDenial.Explained(
            failure is UnauthorizedAccessException ? new UnauthorizedAccessException(message, failure) : new IOException(message, failure));
    }

    private static void WriteNew(string path, ReadOnlySpan<byte> bytes, UnixFileMode mode, bool isExact, bool durable)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = mode,
            BufferSize = 0,
        };
        using var stream = new FileStream(path, options);
        // The process's umask must not decide who reads a status file.
        if (isExact)
            File.SetUnixFileMode(stream.SafeFileHandle, mode);
        stream.Write(bytes);
        if (durable)
            DiskSyncs.Add();
        stream.Flush(flushToDisk: durable);
    }
}
