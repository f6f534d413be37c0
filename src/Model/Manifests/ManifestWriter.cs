using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using OciReconciler.Model.Manifests.Documents;
using OciReconciler.Model.Manifests.Fields;

namespace OciReconciler.Model.Manifests;

/// <summary>
/// Writes a spec as a document of our own shape: fields in the table's order, keys sorted, defaults left out, the backend always named.
/// Parsing it gives the same spec. The node selector is left out: what is written is in force here, whatever the labels of this host
/// become, and an edit of the selector that still selects this host changes nothing of it. Pure; any thread.
/// </summary>
public static class ManifestWriter
{
    /// <summary>The document, in UTF-8.</summary>
    /// <param name="metadataLabels"><c>metadata.labels</c>, or null for none.</param>
    /// <param name="indented">Over several lines, with a line break at the end.</param>
    public static byte[] Write(WorkloadSpec spec, ImmutableSortedDictionary<string, string>? metadataLabels = null, bool indented = true) =>
        Write(indented, writer => WriteContainer(writer, spec, metadataLabels));

    /// <summary>One document with all of them in it, a List, in UTF-8.</summary>
    /// <param name="workloads">Validated workloads; their metadata's labels are written too.</param>
    public static byte[] WriteList(IEnumerable<DeclaredWorkload> workloads) => Write(indented: true, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("apiVersion", DocumentBinder.ApiVersion);
        writer.WriteString("kind", "List");
        writer.WriteStartArray("items");
        foreach (var workload in workloads)
            WriteContainer(writer, workload.Spec, workload.MetadataLabels);
        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private static byte[] Write(bool indented, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var options = new JsonWriterOptions { Indented = indented, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var writer = new Utf8JsonWriter(buffer, options))
            write(writer);
        if (indented)
            buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteContainer(Utf8JsonWriter writer, WorkloadSpec spec, ImmutableSortedDictionary<string, string>? metadataLabels)
    {
        writer.WriteStartObject();
        writer.WriteString("apiVersion", DocumentBinder.ApiVersion);
        writer.WriteString("kind", "Container");
        writer.WritePropertyName("metadata");
        var metadata = MetadataFields.Defaults with { Name = spec.Key.Name };
        MetadataFields.Metadata.Write(writer, metadataLabels is null ? metadata : metadata with { Labels = metadataLabels });
        writer.WritePropertyName("spec");
        SpecFields.Spec.Write(writer, spec);
        writer.WriteEndObject();
    }
}
