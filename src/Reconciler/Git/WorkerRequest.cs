using OciReconciler.Configuration;

namespace OciReconciler.Git;

/// <summary>What the worker is asked: one line of JSON. Credentials are not in it: the worker finds them as files.</summary>
internal sealed record WorkerRequest
{
    /// <summary>Of the messages: a worker of another version of the program answers that it is one.</summary>
    public const int CurrentProtocol = 1;

    /// <summary>The longest line of a request, in bytes; has the folders in it, each character in up to six.</summary>
    public const int LongestLine = 1024 * 1024;

    public int Protocol { get; init; }

    /// <summary>The rest as in <see cref="GitSourceOptions"/>.</summary>
    public string Url { get; init; } = "";

    public string Ref { get; init; } = "";

    public string Path { get; init; } = "";

    public string Username { get; init; } = "";

    public string Proxy { get; init; } = "";

    public int TimeoutSeconds { get; init; }

    public long MaxBytes { get; init; }

    public int MaxFiles { get; init; }

    /// <summary>What has to be signed; null: nothing.</summary>
    public SignedObject? Signed { get; init; }

    /// <summary>As in <see cref="FetchRequest"/>, all digits.</summary>
    public string? Known { get; init; }

    /// <summary>As above.</summary>
    public string? Accepted { get; init; }

    public bool AllowRewind { get; init; }

    /// <summary>As above.</summary>
    public IReadOnlyList<string> Folders
    {
        // The generated JSON reader leaves out the initializer.
        get => field ?? [];
        init;
    }

    /// <summary>What a worker is asked for a source.</summary>
    public static WorkerRequest Of(GitSourceOptions source, FetchRequest request) => new()
    {
        Protocol = CurrentProtocol,
        Url = source.Url,
        Ref = request.Revision ?? source.Ref,
        Path = source.Path.Trim('/'),
        Username = source.Credentials?.Username ?? "",
        Proxy = source.Proxy,
        TimeoutSeconds = source.TimeoutSeconds,
        MaxBytes = source.MaxBytes,
        MaxFiles = source.MaxFiles,
        Signed = source.Verify?.Object,
        Known = request.Known?.Digits,
        Accepted = request.Accepted?.Digits,
        AllowRewind = request.AllowRewind,
        Folders = request.Folders,
    };
}
