namespace OciReconciler.UnitTests.Parity;

/// <summary>Reads texts, lists and maps out of the vectors.</summary>
internal static class Json
{
    public static string? Text(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var value) ? value.GetString() : null;

    public static ImmutableArray<string> List(JsonElement array) => [.. array.EnumerateArray().Select(item => item.GetString()!)];

    public static ImmutableArray<string> List(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var value) ? List(value) : [];

    public static ImmutableSortedDictionary<string, string> Map(JsonElement map) =>
        map.EnumerateObject().ToImmutableSortedDictionary(field => field.Name, field => field.Value.GetString()!, StringComparer.Ordinal);

    public static ImmutableSortedDictionary<string, string> Map(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var value) ? Map(value) : ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
}
