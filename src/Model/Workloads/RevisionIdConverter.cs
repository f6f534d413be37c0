using System.Text.Json;
using System.Text.Json.Serialization;

namespace OciReconciler.Model.Workloads;

/// <summary>A <see cref="RevisionId"/> as one string of JSON.</summary>
public sealed class RevisionIdConverter : JsonConverter<RevisionId>
{
    /// <inheritdoc/>
    public override RevisionId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        RevisionId.Parse(reader.GetString()!);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, RevisionId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
