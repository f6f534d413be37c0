using System.Text;
using System.Text.Unicode;

namespace OciReconciler.Model.Manifests.Json;

/// <summary>What can be wrong with the bytes before they are JSON.</summary>
internal static class Encodings
{
    /// <summary>The largest file that is read.</summary>
    public const int MaxBytes = 10 * 1024 * 1024;

    private static ReadOnlySpan<byte> Utf8Mark => [0xEF, 0xBB, 0xBF];

    public static (int Line, string Message)? Problem(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MaxBytes)
            return (1, $"the file has {bytes.Length} bytes, more than the {MaxBytes} that are read: split it into several files");
        if (IsUtf16(bytes))
            return (1, "the file is in UTF-16: save it as UTF-8");
        if (Utf8.IsValid(bytes))
            return null;

        var offset = FirstInvalid(bytes);
        return (1 + bytes[..offset].Count((byte)'\n'), $"byte 0x{bytes[offset]:x2} is not UTF-8: save the file as UTF-8");
    }

    public static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> bytes) =>
        bytes.Span.StartsWith(Utf8Mark) ? bytes[Utf8Mark.Length..] : bytes;

    // UTF-16 may come without its mark: then one byte in two of the first letters is zero.
    private static bool IsUtf16(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE])
        || bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF])
        || (bytes.Length > 1 && (bytes[0] == 0) != (bytes[1] == 0));

    private static int FirstInvalid(ReadOnlySpan<byte> bytes)
    {
        var offset = 0;
        while (Rune.DecodeFromUtf8(bytes[offset..], out _, out var length) == System.Buffers.OperationStatus.Done)
            offset += length;
        return offset;
    }
}
