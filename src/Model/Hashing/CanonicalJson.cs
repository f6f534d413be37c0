using System.Buffers;
using System.Text.Json;
using OciReconciler.Model.Digests;

namespace OciReconciler.Model.Hashing;

/// <summary>Digests of canonical JSON: fields in the order written, maps sorted ordinally, no white space, all but ASCII escaped.</summary>
internal static class CanonicalJson
{
    private const int DigestBytes = 8;

    /// <summary>16 lower-case hex digits: the first 8 bytes of SHA-256 over the object that <paramref name="write"/> fills.</summary>
    public static string Digest(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return Convert.ToHexStringLower(Sha256.HashData(buffer.WrittenSpan)[..DigestBytes]);
    }

    /// <summary>Writes a text, or nothing for null.</summary>
    public static void Text(this Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
            json.WriteString(name, value);
    }

    /// <summary>Writes true, or nothing for false.</summary>
    public static void Flag(this Utf8JsonWriter json, string name, bool value)
    {
        if (value)
            json.WriteBoolean(name, value);
    }

    /// <summary>Writes texts in the order given, or nothing when there are none.</summary>
    public static void List(this Utf8JsonWriter json, string name, IReadOnlyCollection<string> values)
    {
        if (values.Count == 0)
            return;
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }

    /// <summary>Writes a map sorted by name, or nothing when it is empty.</summary>
    public static void Map(this Utf8JsonWriter json, string name, IEnumerable<KeyValuePair<string, string>> values)
    {
        var sorted = values.OrderBy(pair => pair.Key, StringComparer.Ordinal).ToArray();
        if (sorted.Length == 0)
            return;
        json.WriteStartObject(name);
        foreach (var (key, value) in sorted)
            json.WriteString(key, value);
        json.WriteEndObject();
    }
}
