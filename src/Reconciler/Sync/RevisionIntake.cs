using OciReconciler.Configuration;
using OciReconciler.Git;
using OciReconciler.Model.Git;
using OciReconciler.Telemetry;

namespace OciReconciler.Sync;

/// <summary>Takes, holds back or refuses what was fetched. For one loop.</summary>
internal sealed class RevisionIntake(
    GitSourceOptions options,
    SourceLedger ledger,
    RevisionGate gate,
    PendingSync pending,
    SourceTroubles troubles,
    FetchSchedule schedule,
    TimeProvider time)
{
    // The commit that was looked at last and is not taken: its files are not asked for again.
    private CommitId? _left;

    // The commit that waits, when its signature was checked by this process: a key may have been withdrawn since an earlier one did it.
    private CommitId? _confirmed;

    /// <summary>What keeps the revision back that waits, or null.</summary>
    public RevisionHold? Hold => ledger.Record.Waiting is { } waiting
        ? gate.HoldOf(waiting.At) ?? (IsConfirmed(waiting) ? null : RevisionHold.Unconfirmed)
        : null;

    /// <summary>What is to be fetched.</summary>
    public FetchRequest Request() => new()
    {
        Known = (pending.Retries ? null : _left) ?? ledger.Known?.Id,
        Accepted = ledger.Baseline,
        AllowRewind = pending.AllowsRewind,
        Folders = ledger.Folders,
    };

    /// <summary>Decides about what came.</summary>
    /// <returns>One of <see cref="FetchResults"/>.</returns>
    public string Take(FetchedRevision fetched)
    {
        var revision = RevisionRecord.Of(fetched, options, time.GetUtcNow());
        if (fetched.Files.IsDefault || ledger.Has(revision))
        {
            TakeKnown(revision);
            return FetchResults.Unchanged;
        }

        if (ledger.Record.HasGivenUp(revision) && !pending.IsAnswered)
        {
            _left = revision.Id;
            ForgiveNewest();
            return FetchResults.Refused;
        }

        var declared = ledger.Check(fetched.Files, fetched.Ignored);
        if (!IsGood(revision, declared))
        {
            _left = revision.Id;
            Refuse(revision, declared);
            return FetchResults.Refused;
        }

        return troubles.TryDisk(() => Take(revision, fetched, declared)) ? FetchResults.Taken : FetchResults.Failed;
    }

    /// <summary>
    /// Nothing came: what the ref names is refused before its files were read, or could not be fetched. A revision that waits does not come
    /// into force when it is refused itself by now, or when the ref is gone.
    /// </summary>
    /// <returns>One of <see cref="FetchResults"/>.</returns>
    public string TakeNothing(RepositoryAnswer answer)
    {
        if (ledger.Record.Waiting is { } waiting
            && (answer.Failed == Reasons.GitRefNotFound || answer.Refused?.Commit?.Id == waiting.Id))
            DropWaiting();
        if (answer.Refused is not { } refused)
            return FetchResults.Failed;
        troubles.Refuse(refused.Reason, refused.Message, refused.Commit!);
        return FetchResults.Refused;
    }

    /// <summary>Takes a revision that waited, when nothing keeps it back any more.</summary>
    public void TakeWaiting()
    {
        if (ledger.Record.Waiting is { } waiting && IsConfirmed(waiting) && MayTake(waiting))
            troubles.TryDisk(() => TakeWaiting(waiting));
    }

    /// <summary>
    /// No ref names the revision any more that waits, nor a commit that descends from it: then it does not come into force, and what the
    /// ref names is compared with the one that was accepted.
    /// </summary>
    /// <returns>False: the answer is about something else, or what waits cannot be dropped now.</returns>
    public bool LeavesWaiting(RepositoryAnswer answer)
    {
        if (answer.Refused is not { IsRewound: true } || ledger.Record.Waiting is not { } waiting
            || answer.Request.Accepted != waiting.Id)
            return false;
        if (!DropWaiting())
            return false;
        schedule.Ask();
        return true;
    }

    /// <summary>No newer revision is refused any more; the accepted one may have errors by now.</summary>
    public void ForgiveNewest()
    {
        if (ledger.Broken is { } broken)
            Refuse(ledger.Record.Accepted!, broken);
        else
            troubles.Forgive();
    }

    /// <summary>Whether a refusal is of the accepted revision, for errors that it has by now, and not for its signature.</summary>
    public bool IsOfAccepted(SourceSituation refusal) =>
        refusal.Reason == Reasons.RevisionRefused && refusal.Commit?.Id == ledger.Record.Accepted?.Id;

    private void Refuse(RevisionRecord revision, CheckedRevision declared) => troubles.Refuse(
        RevisionSituation.Invalid(options.Name, revision.Info, declared, ledger.IsAccepted(revision), time.GetUtcNow()));

    private bool IsConfirmed(RevisionRecord waiting) => options.Verify is null || _confirmed == waiting.Id;

    // Also where the disk fails, and it is still remembered, it does not come into force without a signature that is good now.
    private bool DropWaiting()
    {
        _confirmed = null;
        return troubles.TryDisk(ledger.DropWaiting);
    }

    private bool MayTake(RevisionRecord revision) => pending.IgnoresHolds(revision) || gate.HoldOf(revision.At) is null;

    // What was accepted already is used as at a start: what is good of it.
    private bool IsGood(RevisionRecord revision, CheckedRevision declared) => declared.IsValid
        || (declared.CanBeTakenInPart && (options.OnInvalid == InvalidRevisionPolicy.Skip || ledger.IsAccepted(revision)));

    private void Take(RevisionRecord revision, FetchedRevision fetched, CheckedRevision declared)
    {
        ledger.Forgive(revision);
        var files = ledger.Keep(revision, fetched);
        if (ledger.IsAccepted(revision))
        {
            // Its files were damaged or lost: nothing new comes into force, so nothing holds it up.
            TakeInForce(revision);
            ledger.Restore(declared, files);
        }
        else if (MayTake(revision))
        {
            ledger.Accept(revision, declared, files, pending.Answered);
        }
        else
        {
            ledger.Wait(revision, pending.Answered);
            _confirmed = revision.Id;
        }

        LeaveNothing();
    }

    // What the ref names is in force, waits, or was left before.
    private void TakeKnown(RevisionRecord revision)
    {
        if (ledger.Has(revision))
        {
            LeaveNothing();
            if (ledger.Record.Waiting?.Id == revision.Id)
                _confirmed = revision.Id;
            else
                troubles.TryDisk(() => TakeInForce(revision));
        }
        else if (troubles.Refusal is { } refusal && refusal.Commit?.Id != revision.Id && !IsOfAccepted(refusal))
        {
            // Another commit was refused meanwhile: why this one was, is looked up again.
            LeaveNothing();
            schedule.Ask();
        }
    }

    private void TakeInForce(RevisionRecord revision)
    {
        ledger.DropWaiting();
        ledger.Confirm(revision.VerifiedBy, pending.TakesRewind, pending.Answered);
    }

    private void TakeWaiting(RevisionRecord waiting)
    {
        if (ledger.FilesOf(waiting) is { } stored && ledger.Check(stored.Files, stored.Ignored) is { } declared
            && IsGood(waiting, declared))
        {
            var isOver = troubles.Refusal is { } refusal && (refusal.Commit?.Id == waiting.Id || IsOfAccepted(refusal));
            ledger.Accept(waiting, declared, stored, pending.Answered);
            // What was refused for what it would take away from the revision before is looked at again.
            _left = null;
            // A newer commit that is refused still is.
            if (isOver)
                ForgiveNewest();
            if (pending.IsAnswered && troubles.Failure is not null)
                pending.Remark(
                    $"{options.Name}@{waiting.Id.Abbreviated} was downloaded before, and is in force now; the forge is away.");
            return;
        }

        // Its files are damaged, or the settings are others by now: it is fetched and looked at again.
        ledger.DropWaiting();
        schedule.Ask();
    }

    private void LeaveNothing()
    {
        _left = null;
        ForgiveNewest();
    }
}
