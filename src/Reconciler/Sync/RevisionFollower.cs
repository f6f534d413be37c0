using OciReconciler.Configuration;
using OciReconciler.Hooks;
using OciReconciler.Model.Git;
using OciReconciler.Telemetry;

namespace OciReconciler.Sync;

/// <summary>
/// Follows the revisions of a git source: fetches them, has them taken or refused, has the one in force looked at, and reports. For one
/// loop.
/// </summary>
internal sealed class RevisionFollower
{
    private readonly GitSourceOptions _options;
    private readonly GitSourceServices _services;
    private readonly FetchSchedule _schedule;
    private readonly RevisionGate _gate;
    private readonly PendingSync _pending;
    private readonly SourceTroubles _troubles;
    private readonly RepositoryFetch _fetch;
    private readonly RevisionIntake _intake;
    private readonly RevisionReadiness _readiness;
    private bool _hasFetched;

    public RevisionFollower(GitSourceOptions options, GitSourceServices services, FetchSchedule schedule)
    {
        (_options, _services, _schedule) = (options, services, schedule);
        Ledger = new SourceLedger(options, services.Store, services.Rules, services.Time);
        _gate = new RevisionGate(options.Name, services.Frozen, services.Windows, services.Time);
        _pending = new PendingSync(options.Name, services.Requests);
        _troubles = new SourceTroubles(services.Time);
        _fetch = new RepositoryFetch(services.Client, schedule, _troubles, services.Time);
        _intake = new RevisionIntake(options, Ledger, _gate, _pending, _troubles, schedule, services.Time);
        _readiness = new RevisionReadiness(options, services, Ledger, _troubles);
    }

    /// <summary>Which revision is in force.</summary>
    public SourceLedger Ledger { get; }

    /// <summary>Whether the revision in force is not known as ready.</summary>
    public bool AwaitsReady => _readiness.IsAwaited;

    /// <summary>What keeps a fetched revision back, or null.</summary>
    public RevisionHold? Hold => _intake.Hold;

    /// <summary>Whether what is remembered is known. Before that nothing is fetched: what may follow on it is not known either.</summary>
    public bool IsLoaded { get; private set; }

    // Where files with errors refuse a revision, that is what is said of it.
    private string LeftOut =>
        _options.OnInvalid == InvalidRevisionPolicy.Skip && Ledger is { InForce: { } inForce, Record.Accepted: { } accepted }
            ? RevisionSituation.LeftOut(_options.Name, accepted, inForce)
            : "";

    /// <summary>Reads what is on disk, if that was not possible before.</summary>
    public void Begin()
    {
        if (IsLoaded)
            return;
        IsLoaded = _troubles.TryDisk(Ledger.Load);
        _intake.ForgiveNewest();
        _gate.Read();
    }

    /// <summary>Looks whether somebody froze it or asks for a sync.</summary>
    public void ReadWishes()
    {
        if (_gate.Read())
            _services.Teller.Frozen(_gate.IsFrozen);
        if (_pending.Read(Ledger.Record.AnsweredSync))
            _schedule.Ask();
    }

    /// <summary>Fetches.</summary>
    public Task<RepositoryAnswer> FetchAsync(CancellationToken cancellationToken)
    {
        _pending.FetchBegins();
        return _fetch.TryAsync(_intake.Request(), cancellationToken);
    }

    /// <summary>Decides about what came.</summary>
    /// <returns>False: it was dropped, and what the ref names is asked for again.</returns>
    public bool Take(RepositoryAnswer answer)
    {
        _hasFetched |= answer is not { Fetched: null, Refused: null };
        var isDropped = _intake.LeavesWaiting(answer);
        _services.Instruments.Fetched(_options.Name, isDropped ? FetchResults.Refused : ResultOf(answer), answer.Duration);
        return !isDropped;
    }

    /// <summary>Takes a revision that waited, when nothing keeps it back any more.</summary>
    public void TakeWaiting()
    {
        _readiness.Begin();
        _intake.TakeWaiting();
        _pending.Decided();
    }

    /// <summary>Looks how far the revision in force has come.</summary>
    /// <returns>Whether another one is in force now.</returns>
    public bool Judge() => _readiness.Judge();

    /// <summary>Tells, publishes and answers what there is to say now.</summary>
    public void Report()
    {
        var (hold, leftOut) = (Hold, LeftOut);
        var waiting = RevisionSituation.Waiting(_options.Name, Ledger.Record, hold);
        var now = Situations(waiting, leftOut);
        _services.Teller.Tell(now, Ledger.Record.Applied?.Info);
        _services.Report(SourceReporting.Build(new SourceReportInput(_options, Ledger.Record, _fetch.Seen)
        {
            Situation = now.Worst,
            Hold = hold,
            WaitingMessage = waiting?.Message ?? "",
            Outstanding = _readiness.Outstanding,
            LeftOut = leftOut,
            IsFrozen = _gate.IsFrozen,
            NextFetch = _schedule.Next,
        }));
        var asked = _pending.IsReached ? now with { Repository = _troubles.DiskFailure } : now;
        if (_pending.IsFetched && asked.Outcome is { } outcome)
            Answer(outcome);
    }

    private SourceSituations Situations(SourceSituation? waiting, string leftOut)
    {
        var refusal = _troubles.Refusal;
        var ofAccepted = refusal is not null && _intake.IsOfAccepted(refusal) ? refusal : null;
        var newest = ofAccepted is null ? refusal : null;
        return new SourceSituations(
            _troubles.Failure,
            newest ?? waiting,
            ofAccepted ?? _readiness.Failure ?? RevisionSituation.InForce(_options.Name, Ledger.Record, leftOut))
        {
            IsComplete = _hasFetched,
        };
    }

    // What was found before of the revision in force is looked at again first.
    private void Answer(SourceSituation outcome)
    {
        if (outcome.State != SyncState.Accepted && (outcome.Reason != Reasons.RevisionFailing || _readiness.IsJudged))
            _pending.Finish(outcome.State == SyncState.Applied, outcome.Message);
    }

    // Without the forge, the newest that is known is what waits: it was downloaded so that nobody depends on the forge. A forge that
    // answers, or has named another commit before, knows something newer.
    private CommitId? NewestKnown(RepositoryAnswer answer) => answer switch
    {
        { Fetched: { } fetched } => fetched.Commit.Id,
        { Failed: Reasons.GitUnreachable } when Ledger.Record.Waiting?.Id is { } waiting && (_fetch.Seen.Tip ?? waiting) == waiting =>
            waiting,
        _ => null,
    };

    private string ResultOf(RepositoryAnswer answer)
    {
        _pending.FetchEnded(NewestKnown(answer), isReached: answer is not { Fetched: null, Refused: null });
        return answer.Fetched is { } fetched ? _intake.Take(fetched) : _intake.TakeNothing(answer);
    }
}
