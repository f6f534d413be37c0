using OciReconciler.Hooks;
using OciReconciler.Model.Git;

namespace OciReconciler.Sync;

/// <summary>What there is to say of the revisions of a source. Pure.</summary>
internal static class RevisionSituation
{
    private const int MostErrors = 100;

    /// <summary>Of the revision in force, or of the one that was given up for it; null: none was ever in force.</summary>
    /// <param name="leftOut">As <see cref="LeftOut"/>; empty: all of it is in force.</param>
    public static SourceSituation? InForce(string source, SourceRecord record, string leftOut) => record switch
    {
        { GivenUpBecause: { Length: > 0 } why, Accepted: { } accepted, GivenUp: [.., var givenUp] } =>
            Say(SyncState.RolledBack, Reasons.RevisionRolledBack, givenUp, Sentences.Join(
                $"{Name(source, givenUp)} was given up, and {At(source, accepted)} is in force again.",
                why,
                $"It is not taken again; push another commit on top of it, or try it again: oci-reconciler sync {source}")),
        { AwaitsReady: true, Accepted: { } accepted } =>
            Say(SyncState.Accepted, Reasons.RevisionAccepted, accepted,
                $"{Name(source, accepted)} is in force{(leftOut.Length > 0 ? $", {leftOut}" : ".")}"),
        { Applied: { } applied } =>
            Say(SyncState.Applied, Reasons.RevisionApplied, applied,
                $"{At(source, applied)} is applied{(leftOut.Length > 0 ? $", {leftOut}" : ": all of its workloads are ready.")}"),
        _ => null,
    };

    /// <summary>Of the revision that waits; null: none does.</summary>
    /// <param name="hold">What keeps it back.</param>
    public static SourceSituation? Waiting(string source, SourceRecord record, RevisionHold? hold) =>
        record.Waiting is { } waiting && hold is not null
            ? Say(SyncState.Waiting, Reasons.RevisionWaiting, waiting, $"{Name(source, waiting)} is good, and {hold.Message}")
            : null;

    /// <summary>What is not in force of a revision that is, because it has errors: <c>without 1 file that has errors: FIRST</c>.</summary>
    /// <returns>Empty: all of it is.</returns>
    public static string LeftOut(string source, RevisionRecord accepted, CheckedRevision inForce)
    {
        var count = inForce.Files.Count(file => !file.IsValid);
        if (count == 0 || inForce.IsValid)
            return "";
        var files = count == 1 ? "1 file that has errors" : $"{count} files that have errors, the first";
        return $"without {files}: {RevisionCheck.Text(inForce.Errors[0], source, At(source, accepted))}";
    }

    /// <summary>A revision in force of which a workload does not become ready.</summary>
    /// <param name="why">Which, and why.</param>
    public static SourceSituation Failing(string source, RevisionRecord accepted, string why) =>
        Say(SyncState.Failed, Reasons.RevisionFailing, accepted, Sentences.Join(
            $"{Name(source, accepted)} is in force.", "It does not become ready.", why));

    /// <summary>A revision that did not become ready, and cannot be given up.</summary>
    /// <param name="why">Sentences.</param>
    public static SourceSituation NotRolledBack(string source, SourceRecord record, string why) =>
        Say(SyncState.Failed, Reasons.RevisionNotRolledBack, record.Accepted!, Sentences.Join(
            $"{Name(source, record.Accepted!)} does not become ready, and {At(source, record.Applied!)} cannot come into force again.",
            why));

    /// <summary>A revision that is refused because of what is in it.</summary>
    /// <param name="isInForce">It was accepted once, with other settings or by another version of the controller.</param>
    public static SourceSituation Invalid(
        string source, CommitInfo commit, CheckedRevision declared, bool isInForce, DateTimeOffset now)
    {
        var at = CommitOrigin.Of(source, commit.Id.Digits);
        ImmutableArray<string> texts = [.. declared.Errors.Take(MostErrors).Select(error => RevisionCheck.Text(error, source, at))];
        var count = declared.Errors.Length;
        var opening = (isInForce, declared.CanBeTakenInPart) switch
        {
            (true, true) => $"{at} is in force and has errors by now: workloads of the files that are wrong stay as they were",
            (true, false) => $"{at} was accepted before, and cannot be used as it is now: its workloads stay as they were",
            _ => $"{at} is refused, and what is in force stays",
        };
        return new SourceSituation(
            SyncState.Refused, Reasons.RevisionRefused,
            $"{opening}: {(count == 1 ? "it has an error" : $"it has {count} errors, the first")}: "
            + texts[0],
            commit, now)
        {
            Errors = texts,
        };
    }

    private static SourceSituation Say(SyncState state, string reason, RevisionRecord revision, string message) =>
        new(state, reason, message, revision.Info, revision.At);

    private static string At(string source, RevisionRecord revision) => CommitOrigin.Of(source, revision.Commit);

    private static string Name(string source, RevisionRecord revision) =>
        $"{At(source, revision)} ({CommitOrigin.Quoted(revision.Subject)}, {revision.Author})";
}
