using System.Runtime.InteropServices;
using System.Text;

namespace OciReconciler.Sources;

/// <summary>The kernel's inotify events: bits of inotify(7), and the decoding of what read(2) returns.</summary>
internal static class Inotify
{
    public const uint Modify = 0x2;
    public const uint Attributes = 0x4;
    public const uint CloseWrite = 0x8;
    public const uint MovedFrom = 0x40;
    public const uint MovedTo = 0x80;
    public const uint Create = 0x100;
    public const uint Delete = 0x200;
    public const uint DeleteSelf = 0x400;
    public const uint MoveSelf = 0x800;
    public const uint Unmount = 0x2000;
    public const uint Overflow = 0x4000;
    public const uint Ignored = 0x8000;
    public const uint OnlyDirectory = 0x01000000;

    /// <summary>Bytes before the name.</summary>
    public const int HeaderBytes = 16;

    /// <summary>The event at the start of <paramref name="buffer"/>, and how many bytes it takes.</summary>
    public static InotifyEvent Decode(ReadOnlySpan<byte> buffer, out int length)
    {
        int watch = MemoryMarshal.Read<int>(buffer);
        uint mask = MemoryMarshal.Read<uint>(buffer[4..]);
        int nameBytes = (int)MemoryMarshal.Read<uint>(buffer[12..]);
        var name = buffer.Slice(HeaderBytes, nameBytes);
        int end = name.IndexOf((byte)0);
        length = HeaderBytes + nameBytes;
        return new InotifyEvent(watch, mask, Encoding.UTF8.GetString(end < 0 ? name : name[..end]));
    }
}

/// <summary>One event.</summary>
/// <param name="Watch">Watch descriptor; -1 for an overflow.</param>
/// <param name="Name">Name inside the watched directory, or empty.</param>
internal readonly record struct InotifyEvent(int Watch, uint Mask, string Name)
{
    /// <summary>Any of the bits.</summary>
    public bool Has(uint bits) => (Mask & bits) != 0;
}
