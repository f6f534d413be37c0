using System.Text.Json;

namespace OciReconciler.Model.Manifests.Fields;

/// <summary>How a type is described.</summary>
/// <param name="Shape">Decides the names of nested fields.</param>
/// <param name="Nullable">Whether null stands for the default.</param>
internal readonly record struct SchemaOptions(ManifestShape Shape, bool Nullable = false)
{
    public void WriteType(Utf8JsonWriter writer, string type)
    {
        if (!Nullable)
        {
            writer.WriteString("type", type);
            return;
        }

        writer.WriteStartArray("type");
        writer.WriteStringValue(type);
        writer.WriteStringValue("null");
        writer.WriteEndArray();
    }
}
