namespace OciReconciler.Configuration;

/// <summary>One of <c>sources</c>: exactly one of its members is given.</summary>
internal sealed record SourceOptions
{
    /// <summary>A directory of manifests.</summary>
    public string? Directory { get; set; }

    /// <summary>A git repository.</summary>
    public GitSourceOptions? Git { get; set; }
}
