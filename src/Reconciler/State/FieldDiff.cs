using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace OciReconciler.State;

/// <summary>A field that two manifests differ in. Values are JSON; null means not given.</summary>
internal sealed record FieldChange(string Path, string? Before, string? After)
{
    public override string ToString() => $"{Path}: {Before ?? "(none)"} -> {After ?? "(none)"}";
}

/// <summary>Compares the specs of two canonical manifests.</summary>
internal static class FieldDiff
{
    /// <summary>Fields of <c>spec</c> that differ; objects are compared member by member, arrays as a whole.</summary>
    public static IReadOnlyList<FieldChange> Between(string before, string after)
    {
        using var old = JsonDocument.Parse(before);
        using var wanted = JsonDocument.Parse(after);
        var changes = new List<FieldChange>();
        Compare("spec", old.RootElement.GetProperty("spec"), wanted.RootElement.GetProperty("spec"), changes);
        return changes;
    }

    private static void Compare(string path, JsonElement? before, JsonElement? after, List<FieldChange> changes)
    {
        if (before is { ValueKind: JsonValueKind.Object } old && after is { ValueKind: JsonValueKind.Object } wanted)
        {
            var names = old.EnumerateObject().Concat(wanted.EnumerateObject()).Select(member => member.Name);
            foreach (var name in names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
                Compare($"{path}.{name}", Member(old, name), Member(wanted, name), changes);
        }
        else if (Compact(before) is var was && Compact(after) is var becomes && was != becomes)
        {
            changes.Add(new FieldChange(path, was, becomes));
        }
    }

    private static string? Compact(JsonElement? value)
    {
        if (value is not { } element)
            return null;
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            element.WriteTo(writer);
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private static JsonElement? Member(JsonElement parent, string name) => parent.TryGetProperty(name, out var member) ? member : null;
}
