using System.Text.Json;
using System.Text.Json.Serialization;
using OciReconciler.Model.Events;

namespace OciReconciler.Cli;

/// <summary>Forms of <c>events</c>.</summary>
internal static class EventsOutput
{
    /// <summary>kubectl's columns, last seen last.</summary>
    public static IEnumerable<string> Table(IEnumerable<WorkloadEvent> events, DateTimeOffset now)
    {
        var table = new TextTable(["LAST SEEN", "TYPE", "REASON", "OBJECT", "COUNT", "MESSAGE"]);
        foreach (var seen in events)
        {
            var count = seen.Count > 1 ? $"{seen.Count}" : "";
            table.Add([Ages.Text(now - seen.LastTime), seen.Type.ToString(), seen.Reason, seen.Subject, count, seen.Message]);
        }

        return table.Lines();
    }

    /// <summary>One document.</summary>
    public static string Json(ImmutableArray<WorkloadEvent> events) =>
        JsonSerializer.Serialize(new EventsDocument(events), EventsJsonContext.Default.EventsDocument);

    /// <summary>One line, for a stream of events.</summary>
    public static string JsonLine(WorkloadEvent seen) => JsonSerializer.Serialize(seen, EventJsonContext.Default.WorkloadEvent);
}

/// <summary><c>events -o json</c>.</summary>
internal sealed record EventsDocument(ImmutableArray<WorkloadEvent> Items);

/// <summary>Source-generated JSON of <c>events</c>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true)]
[JsonSerializable(typeof(EventsDocument))]
internal sealed partial class EventsJsonContext : JsonSerializerContext;
