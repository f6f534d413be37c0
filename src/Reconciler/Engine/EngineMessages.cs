using Docker.DotNet.Models;

namespace OciReconciler.Engine;

/// <summary>Takes in the messages of a pull or load, whose answer is 200 even when it fails.</summary>
/// <param name="lines">Where each new phase of a layer goes, or null.</param>
/// <param name="atWork">Called with each message.</param>
internal sealed class EngineMessages(IProgress<string>? lines, Action atWork) : IProgress<JSONMessage>
{
    private const string LoadedImage = "Loaded image:";
    private const string LoadedImageId = "Loaded image ID:";

    private readonly HashSet<(string? Id, string Status)> _told = [];
    private readonly List<string> _loaded = [];
    private string? _error;

    /// <summary>References or ids that a load has named.</summary>
    public IReadOnlyList<string> Loaded => _loaded;

    /// <inheritdoc/>
    public void Report(JSONMessage value)
    {
        atWork();
        _error ??= value.Error?.Message;
        // Both engines repeat "Downloading" with each percent.
        if (value.Status is { Length: > 0 } status && _told.Add((value.ID, status)))
            lines?.Report(string.IsNullOrEmpty(value.ID) ? status : $"{value.ID}: {status}");
        foreach (var line in (value.Stream ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries)) TakeLoaded(line);
    }

    /// <summary>Throws the first error that was inside.</summary>
    public void ThrowIfFailed()
    {
        if (_error is not null) throw new EngineException(EngineErrors.Classify(200, _error), EngineErrors.OneLine(_error));
    }

    private void TakeLoaded(string line)
    {
        var prefix = line.StartsWith(LoadedImageId, StringComparison.Ordinal) ? LoadedImageId : LoadedImage;
        if (line.StartsWith(prefix, StringComparison.Ordinal))
            _loaded.AddRange(line[prefix.Length..].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }
}
