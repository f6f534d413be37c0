using OciReconciler.Files;

namespace OciReconciler.Sources;

/// <summary>What the scanner remembers of a file between scans.</summary>
/// <param name="Stat">Stat of the content it read; null when it must be read again.</param>
internal sealed record ScannedFile(SourceFile File, FileStat? Stat)
{
    /// <summary>
    /// False when the file was read so soon after its last change that another change could have left the same times and size:
    /// then an equal stat proves nothing.
    /// </summary>
    public bool StatProves { get; init; }

    /// <summary>Timestamp of the first scan that missed it; null when the last one saw it.</summary>
    public long? MissedSince { get; init; }

    /// <summary>It changed under the last scan or has not settled yet: scan again soon.</summary>
    public bool Rescan { get; init; }

    /// <summary>Nothing of it needs to be read again.</summary>
    public bool IsCurrent(FileStat now) => StatProves && Stat == now;
}
