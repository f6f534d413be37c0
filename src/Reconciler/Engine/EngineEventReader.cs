using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using OciReconciler.Resilience;

namespace OciReconciler.Engine;

/// <summary>
/// Reads an event stream: one JSON object a line. A line that is too large is skipped: the next resync sees what it was about.
/// </summary>
/// <param name="stream">The stream; not disposed here.</param>
internal sealed class EngineEventReader(Stream stream, Backend backend) : IDisposable
{
    /// <summary>Most bytes of an event; the labels of its container are in it.</summary>
    public const int LineBytes = 256 << 10;

    private readonly PipeReader _reader = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
    private bool _isSkipping;

    /// <summary>The next event of a container of ours; null when the engine has ended the stream.</summary>
    /// <exception cref="EngineException">The stream broke.</exception>
    public async Task<EngineEvent?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var read = await _reader.ReadAsync(cancellationToken);
                var rest = read.Buffer;
                var found = Next(ref rest, read.IsCompleted);
                _reader.AdvanceTo(rest.Start, found is null ? rest.End : rest.Start);
                if (found is not null || read.IsCompleted)
                    return found;
            }
        }
        catch (Exception error) when (error is IOException or HttpRequestException or JsonException or InvalidOperationException)
        {
            throw new EngineException(
                EngineFailure.Network, $"{BackendNames.Of(backend)}: the event stream broke: {RootCause.Of(error).Message}", error);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Complete();

    // This takes whole lines off the buffer until one is an event of ours, and what belongs to a line that is too large.
    private EngineEvent.Container? Next(ref ReadOnlySequence<byte> buffer, bool isLast)
    {
        while (buffer.PositionOf((byte)'\n') is { } end)
        {
            var line = buffer.Slice(0, end);
            buffer = buffer.Slice(buffer.GetPosition(1, end));
            var isWhole = !_isSkipping && line.Length <= LineBytes;
            _isSkipping = false;
            if (isWhole && Parse(line) is { } found)
                return found;
        }

        _isSkipping |= buffer.Length > LineBytes;
        var last = isLast && !_isSkipping ? Parse(buffer) : null;
        if (_isSkipping || isLast)
            buffer = buffer.Slice(buffer.End);
        return last;
    }

    private static EngineEvent.Container? Parse(ReadOnlySequence<byte> line)
    {
        if (IsBlank(line)) return null;
        using var document = JsonDocument.Parse(line);
        var action = Member(document.RootElement, "Action")?.GetString() ?? "";
        // Health checks and docker exec are commands inside: they change nothing of the container's own state.
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

    private static bool IsBlank(ReadOnlySequence<byte> line)
    {
        foreach (var part in line)
        {
            if (part.Span.ContainsAnyExcept(" \t\r\n"u8))
                return false;
        }

        return true;
    }

    private static JsonElement? Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? value
            : null;
}
