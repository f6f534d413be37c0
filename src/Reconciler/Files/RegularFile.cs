using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace OciReconciler.Files;

/// <summary>
/// A regular file that is open for reading. Opening one waits for no writer and does nothing to a device: the path is opened without any
/// access first (O_PATH), examined, and the very file that was examined is then opened. Nothing can be put in its place in between. Not
/// thread-safe.
/// </summary>
internal sealed class RegularFile : IDisposable
{
    /// <summary>For files that the controller itself wrote: far more than it ever writes.</summary>
    public const long OwnFileBytes = 128 << 20;

    private const int SmallestBuffer = 4096;

    private readonly SafeFileHandle _handle;
    private readonly long _maxBytes;
    private readonly string _path;
    private long _position;

    private RegularFile(string path, SafeFileHandle handle, FileStat stat, long maxBytes) =>
        (_path, _handle, Stat, _maxBytes) = (path, handle, stat, maxBytes);

    /// <summary>Of the open file, as it was when it was opened.</summary>
    public FileStat Stat { get; }

    /// <summary>Opens a file; links are followed.</summary>
    /// <param name="maxBytes">How many bytes may be read of it.</param>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="UnsuitableFileException">It is no regular file, or too large.</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static RegularFile Open(string path, long maxBytes)
    {
        using var found = new DescriptorHandle(LibC.Open(path, LibC.PathOnly | LibC.CloseOnExec));
        if (found.IsInvalid || FileStat.OfDescriptor(found.Descriptor, out var stat) != 0)
            throw Failure(path);
        if (!stat.IsRegular)
            throw new UnsuitableFileException(path, $"is {stat.TypeName}, not a regular file");
        if (stat.Size > (ulong)maxBytes)
            throw TooLarge(path, maxBytes);
        var descriptor = LibC.Open(
            string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{found.Descriptor}"),
            LibC.ReadOnly | LibC.NonBlocking | LibC.CloseOnExec | LibC.NoControllingTerminal);
        return descriptor < 0
            ? throw Failure(path)
            : new RegularFile(path, new SafeFileHandle(descriptor, ownsHandle: true), stat, maxBytes);
    }

    /// <summary>A whole file. Throws as <see cref="Open"/> and <see cref="Read"/>.</summary>
    public static byte[] ReadAllBytes(string path, long maxBytes = OwnFileBytes)
    {
        using var file = Open(path, maxBytes);
        // One byte more than the file has, so that its end is seen without growing. Files of /proc say 0.
        var content = new ArrayBufferWriter<byte>(Math.Max((int)file.Stat.Size + 1, SmallestBuffer));
        while (file.Read(content.GetSpan(1)) is > 0 and var count)
            content.Advance(count);
        return content.WrittenSpan.ToArray();
    }

    /// <summary>As <see cref="ReadAllBytes"/>, as UTF-8 text.</summary>
    public static string ReadAllText(string path, long maxBytes = OwnFileBytes) => Encoding.UTF8.GetString(ReadAllBytes(path, maxBytes));

    /// <summary>A whole file, or null when there is none or it cannot be read.</summary>
    public static byte[]? TryReadAllBytes(string path, long maxBytes = OwnFileBytes)
    {
        try
        {
            return ReadAllBytes(path, maxBytes);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Why a file cannot be read, in words that follow its path: "does not exist".</summary>
    public static string InWords(string path, Exception failure) =>
        failure is FileNotFoundException or DirectoryNotFoundException ? "does not exist"
        : failure.Message.StartsWith(path + " ", StringComparison.Ordinal) ? failure.Message[(path.Length + 1)..].TrimEnd('.')
        : $"cannot be read: {failure.Message.TrimEnd('.')}";

    /// <summary>Reads on. Returns 0 at the end.</summary>
    /// <exception cref="UnsuitableFileException">There is more than may be read: what stat says of a file's size is no promise.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public int Read(Span<byte> buffer)
    {
        var count = RandomAccess.Read(_handle, buffer, _position);
        _position += count;
        return _position > _maxBytes ? throw TooLarge(_path, _maxBytes) : count;
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private static UnsuitableFileException TooLarge(string path, long maxBytes) =>
        new(path, $"has more than the {maxBytes} bytes that are read of it");

    private static Exception Failure(string path) => Marshal.GetLastPInvokeError() switch
    {
        LibC.ErrorNoEntry or LibC.ErrorNotDirectory => new FileNotFoundException($"{path} does not exist.", path),
        LibC.ErrorAccess or LibC.ErrorNotPermitted => new UnauthorizedAccessException($"{path} cannot be opened: {LibC.LastError()}."),
        _ => new IOException($"{path} cannot be opened: {LibC.LastError()}."),
    };
}
