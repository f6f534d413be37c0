using OciReconciler.Model.Nodes;

namespace OciReconciler.Model.Manifests;

/// <summary>What a manifest is read with besides its bytes.</summary>
/// <param name="DefaultBackend">Backend of a manifest that names none.</param>
public sealed record ParseContext(Backend DefaultBackend)
{
    /// <summary>The host that it is for; null: any, node selectors are checked and select nothing away.</summary>
    public NodeContext? Node { get; init; }

    /// <summary>
    /// Content of a file of the repository by its path below the source's path ('/' between names), or null: there is none. Null where
    /// manifests come from no repository.
    /// </summary>
    public Func<string, ReadOnlyMemory<byte>?>? FindFile { get; init; }
}
