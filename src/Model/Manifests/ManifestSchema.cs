using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using OciReconciler.Model.Manifests.Documents;
using OciReconciler.Model.Manifests.Fields;
using OciReconciler.Model.Manifests.Rules;

namespace OciReconciler.Model.Manifests;

/// <summary>The JSON Schema (2020-12) of manifests, made from the table of fields that also binds them. Pure; any thread.</summary>
public static class ManifestSchema
{
    /// <summary>The dialect of JSON Schema, which a schema names in its <c>$schema</c>.</summary>
    public const string Dialect = "https://json-schema.org/draft/2020-12/schema";

    /// <summary>
    /// The schema, indented, with a line break at the end. Editors complete from it; it takes what the parser takes, apart from rules that
    /// a schema cannot say.
    /// </summary>
    public static string Generate()
    {
        var buffer = new ArrayBufferWriter<byte>();
        var options = new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var writer = new Utf8JsonWriter(buffer, options))
            WriteRoot(writer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    private static void WriteRoot(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("$schema", Dialect);
        writer.WriteString("title", "OciReconciler manifest");
        writer.WriteString(
            "description", "A container, a list of containers, or containers in the shape of NixOS's virtualisation.oci-containers.");
        writer.WriteStartArray("anyOf");
        foreach (var name in (string[])["container", "list", "nix", "nixLegacy"])
            WriteReference(writer, name);
        writer.WriteEndArray();
        writer.WriteStartObject("$defs");
        WriteDocument(
            writer,
            "container",
            "Container",
            [("metadata", "Name of the workload, and labels for people."), ("spec", "What is run, and how.")]);
        WriteList(writer);
        WriteNix(writer, "nix", NixBinder.Containers, "nixContainer");
        WriteNix(writer, "nixLegacy", NixBinder.LegacyContainers, "nixLegacyContainer");
        WriteKind(writer, "metadata", MetadataFields.Metadata, ManifestShape.Own);
        WriteKind(writer, "spec", SpecFields.Spec, ManifestShape.Own);
        WriteKind(writer, "nixContainer", SpecFields.Spec, ManifestShape.Nix);
        WriteKind(writer, "nixLegacyContainer", SpecFields.Legacy, ManifestShape.Legacy);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteDocument(Utf8JsonWriter writer, string definition, string kind, (string Name, string Description)[] parts)
    {
        writer.WriteStartObject(definition);
        writer.WriteString("type", "object");
        writer.WriteStartObject("properties");
        WriteEnvelope(writer, kind);
        foreach (var (part, description) in parts)
        {
            writer.WritePropertyName(part);
            WriteReference(writer, part, description);
        }

        writer.WriteEndObject();
        WriteClosing(writer, ["apiVersion", "kind", .. parts.Select(part => part.Name)]);
    }

    private static void WriteList(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("list");
        writer.WriteString("type", "object");
        writer.WriteStartObject("properties");
        WriteEnvelope(writer, "List");
        writer.WriteStartObject("items");
        writer.WriteString("description", "The documents of the list.");
        writer.WriteString("type", "array");
        writer.WritePropertyName("items");
        WriteReference(writer, "container");
        writer.WriteEndObject();
        writer.WriteEndObject();
        WriteClosing(writer, ["apiVersion", "kind", "items"]);
    }

    private static void WriteNix(Utf8JsonWriter writer, string definition, string field, string container)
    {
        writer.WriteStartObject(definition);
        writer.WriteString("type", "object");
        writer.WriteStartObject("properties");
        WriteSchemaField(writer);
        if (field is NixBinder.Containers)
        {
            writer.WriteStartObject("backend");
            writer.WriteString("description", "Engine that runs all the containers.");
            SpecFields.Backends.WriteSchema(writer, new SchemaOptions(ManifestShape.Nix, Nullable: true));
            writer.WriteEndObject();
        }

        writer.WriteStartObject(field);
        writer.WriteString("description", "Containers by name, as NixOS's module has them.");
        writer.WriteString("type", "object");
        writer.WriteStartObject("propertyNames");
        writer.WriteString("pattern", NameRules.Pattern);
        writer.WriteEndObject();
        writer.WritePropertyName("additionalProperties");
        WriteReference(writer, container);
        writer.WriteEndObject();
        writer.WriteEndObject();
        WriteClosing(writer, [field]);
    }

    private static void WriteKind<T>(Utf8JsonWriter writer, string definition, ObjectKind<T> kind, ManifestShape shape)
        where T : class
    {
        writer.WriteStartObject(definition);
        kind.WriteSchema(writer, new SchemaOptions(shape));
        writer.WriteEndObject();
    }

    private static void WriteEnvelope(Utf8JsonWriter writer, string kind)
    {
        WriteSchemaField(writer);
        WriteConstant(writer, "apiVersion", "Version of the format.", DocumentBinder.ApiVersion);
        WriteConstant(writer, "kind", "Kind of the document.", kind);
    }

    private static void WriteSchemaField(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("$schema");
        writer.WriteString("description", "Where editors find this schema; it has no effect.");
        writer.WriteEndObject();
    }

    private static void WriteConstant(Utf8JsonWriter writer, string name, string description, string value)
    {
        writer.WriteStartObject(name);
        writer.WriteString("description", description);
        writer.WriteString("const", value);
        writer.WriteEndObject();
    }

    private static void WriteReference(Utf8JsonWriter writer, string definition, string? description = null)
    {
        writer.WriteStartObject();
        if (description is not null)
            writer.WriteString("description", description);
        writer.WriteString("$ref", $"#/$defs/{definition}");
        writer.WriteEndObject();
    }

    private static void WriteClosing(Utf8JsonWriter writer, IEnumerable<string> required)
    {
        writer.WriteStartArray("required");
        foreach (var name in required)
            writer.WriteStringValue(name);
        writer.WriteEndArray();
        writer.WriteBoolean("additionalProperties", false);
        writer.WriteEndObject();
    }
}
