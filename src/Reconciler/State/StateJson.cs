using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace OciReconciler.State;

/// <summary>
/// Parses JSON that the controller wrote. The types' contexts refuse null where the type has none (RespectNullableAnnotations); what they
/// do not see, such as null in a list, callers look for.
/// </summary>
internal static class StateJson
{
    /// <summary>Parses, as <see cref="StateFiles.Read"/> expects it.</summary>
    /// <param name="isWhole">False: something in it is missing or makes no sense.</param>
    /// <exception cref="JsonException">It is no such JSON.</exception>
    /// <exception cref="InvalidDataException">It is not whole.</exception>
    public static T Parse<T>(ReadOnlySpan<byte> utf8, JsonTypeInfo<T> type, Func<T, bool>? isWhole = null)
        where T : class
    {
        var value = JsonSerializer.Deserialize(utf8, type) ?? throw new InvalidDataException("it says nothing");
        return isWhole?.Invoke(value) ?? true ? value : throw new InvalidDataException("something in it is missing");
    }
}
