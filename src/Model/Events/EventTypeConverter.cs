using System.Text.Json;
using System.Text.Json.Serialization;

namespace OciReconciler.Model.Events;

/// <summary>
/// Kinds of events by name. One that another version of the controller knows is read as Normal: a ring outlives upgrades and downgrades.
/// </summary>
public sealed class EventTypeConverter : JsonConverter<EventType>
{
    /// <inheritdoc/>
    public override EventType Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var name = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        return name switch
        {
            nameof(EventType.Normal) => EventType.Normal,
            nameof(EventType.Warning) => EventType.Warning,
            { Length: > 0 } when name.All(char.IsAsciiLetter) => EventType.Normal,
            _ => throw new JsonException("This is no kind of event."),
        };
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, EventType value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
