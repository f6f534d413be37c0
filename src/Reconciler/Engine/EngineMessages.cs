using Docker.DotNet.Models;

namespace OciReconciler.Engine;

/// <summary>Takes in the messages of a pull or load, whose answer is 200 even when it fails.</summary>
/// <param name="progress">Where the sum of a pull's progress goes, or null.</param>
/// <param name="atWork">Called with each message.</param>
internal sealed class EngineMessages(IProgress<ImageProgress>? progress, Action atWork) : IProgress<JSONMessage>
{
    private const string LoadedImage = "Loaded image:";
    private const string LoadedImageId = "Loaded image ID:";

    // An archive has a few images, and each name in the answer is looked up.
    private const int MostLoaded = 256;
    private const int LongestName = 1024;

    private readonly PullProgress _pull = new();
    private readonly List<string> _loaded = [];
    private string? _error;

    /// <summary>References or ids that a load has named.</summary>
    public IReadOnlyList<string> Loaded => _loaded;

    /// <inheritdoc/>
    public void Report(JSONMessage? value)
    {
        atWork();
        // "null" is JSON too.
        if (value is null)
            return;
        _error ??= value.Error?.Message;
        if (progress is not null && _pull.Take(value))
            progress.Report(_pull.Current);
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
        {
            var names = line[prefix.Length..].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            _loaded.AddRange(names.Where(name => name.Length <= LongestName).Take(MostLoaded - _loaded.Count));
        }
    }
}
