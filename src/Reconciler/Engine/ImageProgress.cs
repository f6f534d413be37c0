namespace OciReconciler.Engine;

/// <summary>How far a pull or load is, as far as it is known.</summary>
/// <param name="BytesDone">Bytes transferred.</param>
/// <param name="BytesTotal">Bytes of what is known to be transferred; 0: unknown.</param>
internal sealed record ImageProgress(long BytesDone, long BytesTotal)
{
    /// <summary>Layers that have been transferred.</summary>
    public int LayersDone { get; init; }

    /// <summary>Layers that are known to be transferred; those that were there are not counted.</summary>
    public int LayersKnown { get; init; }

    /// <summary>Transferred layers that have been unpacked; 0 where the engine does not report it.</summary>
    public int LayersUnpacked { get; init; }

    /// <summary>
    /// Whether the engine has reported the size of each of these layers. podman does not report that of one which comes at once.
    /// </summary>
    public bool SizesAreKnown { get; init; } = true;
}
