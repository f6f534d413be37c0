using Docker.DotNet.Models;

namespace OciReconciler.Engine;

/// <summary>A pull's messages: errors come inside a successful answer.</summary>
internal sealed class PullProgress(IProgress<string> progress) : IProgress<JSONMessage>
{
    private string _last = "";

    /// <summary>What went wrong, or null.</summary>
    public string? Error { get; private set; }

    public void Report(JSONMessage value)
    {
        Error ??= value.Error?.Message;
        // Layers report many times a second: only what is new in words is worth a line.
        if (value.Status is { Length: > 0 } status && string.IsNullOrEmpty(value.ID) && status != _last)
            progress.Report(_last = status);
    }
}
