using System.Text.Json;

namespace OciReconciler.Model.Events;

/// <summary>
/// A ring as text: one JSON object a line, in the order of writing. A later line with the same number stands for the earlier one, so that
/// counting is an append too. Pure.
/// </summary>
public static class EventLines
{
    private const byte LineFeed = (byte)'\n';

    /// <summary>One line in UTF-8, its line feed included.</summary>
    public static byte[] Write(WorkloadEvent written) =>
        [.. JsonSerializer.SerializeToUtf8Bytes(written, EventJsonContext.Default.WorkloadEvent), LineFeed];

    /// <summary>Reads a ring. A line that is torn or no event is left out.</summary>
    public static EventLog Parse(ReadOnlySpan<byte> utf8)
    {
        var events = new Dictionary<long, WorkloadEvent>();
        var lines = 0;
        var isTorn = utf8.Length > 0 && utf8[^1] != LineFeed;
        var isDamaged = false;
        while (utf8.IndexOf(LineFeed) is >= 0 and var end)
        {
            lines++;
            if (TryRead(utf8[..end]) is { } read)
                events[read.Sequence] = read;
            else
                isDamaged = true;
            utf8 = utf8[(end + 1)..];
        }

        // The tail of an event that was being written follows others; a file of nothing else is none of ours.
        isDamaged |= isTorn && lines == 0;
        return new EventLog([.. events.Values.OrderBy(read => read.LastTime).ThenBy(read => read.Sequence)], lines, isTorn, isDamaged);
    }

    /// <summary>The newest of <paramref name="events"/>, oldest first, that are within both limits.</summary>
    public static ImmutableArray<WorkloadEvent> Newest(ImmutableArray<WorkloadEvent> events, int maxEntries, int maxBytes)
    {
        var first = events.Length;
        var bytes = 0;
        while (first > 0 && events.Length - first < maxEntries && (bytes += Write(events[first - 1]).Length) <= maxBytes)
            first--;
        return events[first..];
    }

    private static WorkloadEvent? TryRead(ReadOnlySpan<byte> line)
    {
        try
        {
            var read = JsonSerializer.Deserialize(line, EventJsonContext.Default.WorkloadEvent);
            return read is { Sequence: > 0 and < long.MaxValue, Count: > 0 } && Enum.IsDefined(read.Type) ? read : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
