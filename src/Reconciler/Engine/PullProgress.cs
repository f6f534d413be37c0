using Docker.DotNet.Models;

namespace OciReconciler.Engine;

/// <summary>
/// Sums up the messages of a pull. docker tells of bytes, transfer and unpacking; podman of transfer, and of bytes only for a layer that
/// takes long.
/// </summary>
internal sealed class PullProgress
{
    // No image has as many layers: a daemon that names more must not fill the memory.
    private const int MostLayers = 1000;
    private const int LongestId = 128;

    private readonly Dictionary<string, Layer> _layers = new(StringComparer.Ordinal);

    /// <summary>The sum.</summary>
    public ImageProgress Current => new(_layers.Values.Sum(layer => layer.BytesDone), _layers.Values.Sum(layer => layer.BytesTotal ?? 0))
    {
        LayersDone = _layers.Values.Count(layer => layer.IsDone),
        LayersKnown = _layers.Count,
        LayersUnpacked = _layers.Values.Count(layer => layer.IsUnpacked),
        SizesAreKnown = _layers.Values.All(layer => layer.BytesTotal is not null),
    };

    /// <summary>Takes a message in.</summary>
    /// <returns>Whether it was about progress.</returns>
    public bool Take(JSONMessage message)
    {
        if (string.IsNullOrEmpty(message.ID) || message.ID.Length > LongestId)
            return false;
        if (message.Status == "Already exists")
            return _layers.Remove(message.ID);
        var before = _layers.GetValueOrDefault(message.ID) ?? new Layer(0, null, IsDone: false, IsUnpacked: false);
        var after = After(before, message);
        if (after is null || (_layers.Count >= MostLayers && !_layers.ContainsKey(message.ID)))
            return false;
        _layers[message.ID] = after;
        return true;
    }

    private static Layer? After(Layer before, JSONMessage message) => message.Status switch
    {
        // A transfer that begins anew says so too.
        "Pulling fs layer" or "Waiting" => before with { BytesDone = 0, IsDone = false },
        "Downloading" => Downloading(before, message.Progress),
        "Verifying Checksum" or "Download complete" or "Extracting" => before with { BytesDone = before.BytesTotal ?? 0, IsDone = true },
        "Pull complete" => before with { BytesDone = before.BytesTotal ?? 0, IsDone = true, IsUnpacked = true },
        _ => null,
    };

    private static Layer Downloading(Layer before, JSONProgress? progress) =>
        progress is { Current: >= 0 and var current, Total: > 0 and var total }
        ? before with { BytesDone = Math.Min(current, total), BytesTotal = total, IsDone = false }
        : before with { IsDone = false };

    private sealed record Layer(long BytesDone, long? BytesTotal, bool IsDone, bool IsUnpacked);
}
