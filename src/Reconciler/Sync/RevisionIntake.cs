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

    /// <summary>What is to be fetched.</summary>
    public FetchRequest Request() => new()
    {
        Known = (pending.Retries ? null : _left) ?? ledger.Known?.Id,
        Accepted = ledger.Baseline,
        AllowRewind = pending.AllowsRewind,
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

        if (ledger.Record.HasGivenUp(revision.Commit) && !pending.IsAnswered)
        {
            _left = revision.Id;
            troubles.Forgive();
            return FetchResults.Refused;
        }

        var declared = ledger.Check(fetched.Files, fetched.Ignored);
        if (!IsGood(declared))
        {
            _left = revision.Id;
            var isInForce = ledger.InForce is null && ledger.Record.Accepted?.Id == revision.Id;
            troubles.Refuse(RevisionSituation.Invalid(options.Name, revision.Info, declared, isInForce, time.GetUtcNow()));
            return FetchResults.Refused;
        }

        return troubles.TryDisk(() => Take(revision, fetched, declared)) ? FetchResults.Taken : FetchResults.Failed;
    }

    /// <summary>Takes a revision that waited, when nothing keeps it back any more.</summary>
    public void TakeWaiting()
    {
        if (ledger.Record.Waiting is { } waiting && MayTake(waiting))
            troubles.TryDisk(() => TakeWaiting(waiting));
    }

    /// <summary>
    /// No ref names the revision any more that waits, nor a commit that descends from it: then it does not come into force, and what the
    /// ref names is compared with the one that was accepted.
    /// </summary>
    /// <returns>False: the answer is about something else.</returns>
    public bool LeavesWaiting(RepositoryAnswer answer)
    {
        if (answer.Refused?.Reason != Reasons.GitRewound || ledger.Record.Waiting is not { } waiting
            || answer.Request.Accepted != waiting.Id)
            return false;
        if (troubles.TryDisk(ledger.DropWaiting))
            schedule.Ask();
        return true;
    }

    private bool MayTake(RevisionRecord revision) => pending.IgnoresHolds(revision) || gate.HoldOf(revision.At) is null;

    private bool IsGood(CheckedRevision declared) =>
        declared.IsValid || (options.OnInvalid == InvalidRevisionPolicy.Skip && declared.CanBeTakenInPart);

    private void Take(RevisionRecord revision, FetchedRevision fetched, CheckedRevision declared)
    {
        ledger.Forgive(revision.Commit);
        ledger.Keep(revision, fetched);
        if (MayTake(revision))
            ledger.Accept(revision, declared, fetched.Ignored, pending.Answered);
        else
            ledger.Wait(revision, pending.Answered);
        LeaveNothing();
    }

    // What the ref names is in force, waits, or was left before.
    private void TakeKnown(RevisionRecord revision)
    {
        if (ledger.Has(revision))
        {
            LeaveNothing();
            if (ledger.Record.Waiting?.Id != revision.Id)
                troubles.TryDisk(() => TakeInForce(revision));
        }
        else if (troubles.Refusal is { } refusal && refusal.Commit?.Id != revision.Id)
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
        if (ledger.FilesOf(waiting) is { } stored && ledger.Check(stored.Files, stored.Ignored) is { } declared && IsGood(declared))
        {
            ledger.Accept(waiting, declared, stored.Ignored, pending.Answered);
            return;
        }

        // Its files are damaged, or the settings are others by now: it is fetched and looked at again.
        ledger.DropWaiting();
        schedule.Ask();
    }

    private void LeaveNothing()
    {
        _left = null;
        troubles.Forgive();
    }
}
