using System.Text.Json;

namespace OciReconciler.State;

/// <summary>What the file of a last valid revision says.</summary>
/// <param name="Source">The source it came from.</param>
/// <param name="File">The file it came from.</param>
/// <param name="Manifest">JSON of the manifest, to the letter.</param>
internal sealed record LastValidFile(string Source, string File, string Manifest)
{
    /// <summary>The bytes of a file.</summary>
    public static byte[] Serialize(LastValidRevision lastValid)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            writer.WriteString("source", lastValid.Source);
            writer.WriteString("file", lastValid.File);
            writer.WritePropertyName("manifest");
            writer.WriteRawValue(lastValid.Revision.Document);
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    /// <summary>Parses the bytes of a file. Throws as <see cref="StateFiles.Read"/> expects.</summary>
    public static LastValidFile Parse(byte[] bytes)
    {
        using var document = JsonDocument.Parse(bytes);
        return new(
            Text(document.RootElement, "source"),
            Text(document.RootElement, "file"),
            document.RootElement.GetProperty("manifest").GetRawText());
    }

    private static string Text(JsonElement element, string name) =>
        element.GetProperty(name).GetString() ?? throw new InvalidDataException($"{name} is null");
}
