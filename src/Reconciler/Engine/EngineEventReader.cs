using System.Text.Json;
using OciReconciler.Model.Workloads;

namespace OciReconciler.Engine;

/// <summary>Reads an event stream: one JSON object a line.</summary>
/// <param name="stream">The stream; not disposed here.</param>
/// <param name="backend">Whose, for messages.</param>
internal sealed class EngineEventReader(Stream stream, Backend backend) : IDisposable
{
    private readonly StreamReader _lines = new(stream, leaveOpen: true);

    /// <summary>The next event of a container of ours; null when the engine has ended the stream.</summary>
    /// <exception cref="EngineException">The stream broke.</exception>
    public async Task<EngineEvent?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await _lines.ReadLineAsync(cancellationToken) is { } line)
            {
                if (Parse(line) is { } found) return found;
            }

            return null;
        }
        catch (Exception error) when (error is IOException or HttpRequestException or JsonException or InvalidOperationException)
        {
            throw new EngineException(EngineFailure.Network, $"{BackendNames.Of(backend)}: the event stream broke: {RootCause.Of(error).Message}", error);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lines.Dispose();

    private static EngineEvent.Container? Parse(string line)
    {
        if (string.IsNullOrWhiteSpace(line)) return null;
        using var document = JsonDocument.Parse(line);
        var action = Member(document.RootElement, "Action")?.GetString() ?? "";
        // Health checks and docker exec: commands inside, nothing of the container's own state.
        if (action.StartsWith("exec", StringComparison.Ordinal)) return null;
        var attributes = Member(document.RootElement, "Actor") is { } actor ? Member(actor, "Attributes") : null;
        return attributes is { } labels && OwnerOf(labels, action) is { } owner ? new EngineEvent.Container(owner, action) : null;
    }

    // Anybody can give a container any label: ours also has the workload's name.
    private static WorkloadKey? OwnerOf(JsonElement attributes, string action)
    {
        if (WorkloadKey.TryParse(Member(attributes, Ownership.WorkloadLabel)?.GetString()) is not { } owner)
            return null;
        return action == "rename" || Member(attributes, "name")?.GetString() is not { } name || name == owner.Name ? owner : null;
    }

    private static JsonElement? Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
