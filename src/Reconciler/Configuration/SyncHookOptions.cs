namespace OciReconciler.Configuration;

/// <summary>A command that is told of a git source.</summary>
internal sealed record SyncHookOptions
{
    /// <summary>An absolute path, and the arguments as they are.</summary>
    public ImmutableArray<string> Command { get; set; } = [];

    /// <summary>Who runs it; empty: a user that exists for this run alone.</summary>
    public string User { get; set; } = "";

    /// <summary>
    /// Names to absolute paths, or to <c>credential:NAME</c>: the command finds the content in the file of that name in
    /// <c>$CREDENTIALS_DIRECTORY</c>.
    /// </summary>
    public ImmutableSortedDictionary<string, string> Credentials { get; set; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>How long it may run, in seconds.</summary>
    public int TimeoutSeconds { get; set; } = 30;
}
