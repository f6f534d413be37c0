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
    private const string Secrets = "spec.secrets";

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
        else if (path == Secrets)
        {
            CompareSecrets(ByName(before), ByName(after), changes);
        }
        else if (Compact(before) is var was && Compact(after) is var becomes && was != becomes)
        {
            changes.Add(new FieldChange(path, was, becomes));
        }
    }

    // Secrets are told by name, so that one that changed is named alone.
    private static void CompareSecrets(
        Dictionary<string, JsonElement> before, Dictionary<string, JsonElement> after, List<FieldChange> changes)
    {
        foreach (var name in before.Keys.Union(after.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
            Compare($"{Secrets}.{name}", Find(before, name), Find(after, name), changes);

        static JsonElement? Find(Dictionary<string, JsonElement> secrets, string name) =>
            secrets.TryGetValue(name, out var secret) ? secret : null;
    }

    private static Dictionary<string, JsonElement> ByName(JsonElement? secrets)
    {
        var byName = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        if (secrets is not { ValueKind: JsonValueKind.Array } list)
            return byName;
        foreach (var secret in list.EnumerateArray())
        {
            if (secret.ValueKind == JsonValueKind.Object && Member(secret, "name") is { ValueKind: JsonValueKind.String } name)
                byName[name.GetString()!] = secret;
        }

        return byName;
    }

    private static string? Compact(JsonElement? value)
    {
        if (value is not { } element)
            return null;
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            Write(writer, element);
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    // A ciphertext has kilobytes that say nothing: its digest tells it from another.
    private static void Write(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String when AgeCiphertext.TryParse(value.GetString()!) is { } ciphertext:
                writer.WriteStringValue(ciphertext.ToString());
                break;
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in value.EnumerateObject())
                {
                    writer.WritePropertyName(member.Name);
                    Write(writer, member.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                    Write(writer, item);
                writer.WriteEndArray();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private static JsonElement? Member(JsonElement parent, string name) => parent.TryGetProperty(name, out var member) ? member : null;
}
