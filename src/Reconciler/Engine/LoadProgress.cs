using Docker.DotNet.Models;

namespace OciReconciler.Engine;

/// <summary>A load's messages: "Loaded image: NAME" (docker, podman) or "Loaded image ID: ID".</summary>
internal sealed class LoadProgress : IProgress<JSONMessage>
{
    private const string Prefix = "Loaded image";
    private readonly List<string> _loaded = [];

    /// <summary>What went wrong, or null.</summary>
    public string? Error { get; private set; }

    /// <summary>References or ids.</summary>
    public IReadOnlyList<string> Loaded => _loaded;

    public void Report(JSONMessage value)
    {
        Error ??= value.Error?.Message;
        foreach (var line in (value.Stream ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith(Prefix, StringComparison.Ordinal) && line.IndexOf(':') is var colon and > 0)
                _loaded.AddRange(line[(colon + 1)..].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        }
    }
}
