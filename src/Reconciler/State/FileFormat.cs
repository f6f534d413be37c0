using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace OciReconciler.State;

/// <summary>Puts bytes into the place of a file, whole. Throws IOException or UnauthorizedAccessException.</summary>
internal delegate void FileReplacement(string path, ReadOnlySpan<byte> bytes);

/// <summary>How a value lies in the file of a workload.</summary>
/// <param name="Suffix">What follows the workload's name.</param>
/// <param name="Serialize">The bytes of a value.</param>
/// <param name="Parse">The value, or null when its bytes count for nothing. What it throws says what is damaged.</param>
/// <param name="Replace">Decides who may read the file, whether it is on disk at once, and whether its directory is made.</param>
internal sealed record FileFormat<T>(string Suffix, Func<T, byte[]> Serialize, Func<WorkloadKey, byte[], T?> Parse, FileReplacement Replace)
    where T : class
{
    /// <summary>What is larger is damaged.</summary>
    public long MaxBytes { get; init; } = StateFiles.MaxBytes;
}

/// <summary>Formats of files.</summary>
internal static class FileFormat
{
    /// <summary>JSON; members that are not known are left out.</summary>
    /// <param name="suffix">What follows the workload's name.</param>
    /// <param name="isWhole">False: something in it is missing or makes no sense.</param>
    public static FileFormat<T> Json<T>(
        string suffix, JsonTypeInfo<T> type, FileReplacement replace, Func<WorkloadKey, T, bool>? isWhole = null)
        where T : class =>
        new(
            suffix,
            value => JsonSerializer.SerializeToUtf8Bytes(value, type),
            (key, bytes) => StateJson.Parse(bytes, type, value => isWhole?.Invoke(key, value) ?? true),
            replace);

    /// <summary>Text in a file that has the workload's bare name; where all that counts is that the file is there, an empty one.</summary>
    public static FileFormat<string> Text(FileReplacement replace) =>
        new("", Encoding.UTF8.GetBytes, (_, bytes) => Encoding.UTF8.GetString(bytes), replace);
}
