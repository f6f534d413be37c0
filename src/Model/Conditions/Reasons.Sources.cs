namespace OciReconciler.Model.Conditions;

// Git sources: what became of their revisions.
public static partial class Reasons
{
    /// <summary>A revision of a git source is in force.</summary>
    public const string RevisionAccepted = nameof(RevisionAccepted);

    /// <summary>All workloads of the revision in force are ready.</summary>
    public const string RevisionApplied = nameof(RevisionApplied);

    /// <summary>A revision has errors and is not taken, or is in force and has errors by now; what is good stays in force.</summary>
    /// <remarks>mend what the message names, and push</remarks>
    public const string RevisionRefused = nameof(RevisionRefused);

    /// <summary>A revision did not become ready, and the one that was applied last is in force again.</summary>
    /// <remarks>push another commit; <c>oci-reconciler sync SOURCE</c> tries the same one again</remarks>
    public const string RevisionRolledBack = nameof(RevisionRolledBack);

    /// <summary>A revision did not become ready, and the one that was applied last cannot come into force again.</summary>
    /// <remarks>push another commit</remarks>
    public const string RevisionNotRolledBack = nameof(RevisionNotRolledBack);

    /// <summary>A revision is in force, and a workload of it does not become ready.</summary>
    /// <remarks>mend what the message names, or push another commit; it ends when all workloads are ready</remarks>
    public const string RevisionFailing = nameof(RevisionFailing);

    /// <summary>A revision is good, and waits for a window, the end of a freeze, or a fetch that checks its signature again.</summary>
    /// <remarks>wait, or <c>oci-reconciler sync SOURCE --now</c></remarks>
    public const string RevisionWaiting = nameof(RevisionWaiting);

    /// <summary>A revision cannot be written to disk; the one before stays in force.</summary>
    /// <remarks>free space, or make the directory writable</remarks>
    public const string RevisionNotKept = nameof(RevisionNotKept);

    /// <summary>Somebody froze a git source: no new revision comes into force.</summary>
    /// <remarks><c>oci-reconciler unfreeze SOURCE</c></remarks>
    public const string SourceFrozen = nameof(SourceFrozen);

    /// <summary>A git source is not frozen any more.</summary>
    public const string SourceUnfrozen = nameof(SourceUnfrozen);

    /// <summary>A git source can be fetched again.</summary>
    public const string SourceRecovered = nameof(SourceRecovered);
}
