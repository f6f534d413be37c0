using OciReconciler.Configuration;

namespace OciReconciler.Sync;

/// <summary>
/// Gives up a revision that does not become ready for the one that was applied last, where that is asked for. It is a repair: neither a
/// freeze nor a window holds it up. For one loop.
/// </summary>
internal sealed class RevisionRollback(GitSourceOptions options, SourceLedger ledger, SourceTroubles troubles, TimeProvider time)
{
    private (RevisionRecord Accepted, SourceSituation Situation)? _failure;

    /// <summary>Why the revision in force could not be given up, or null.</summary>
    public SourceSituation? Failure => _failure is { } failure && failure.Accepted == ledger.Record.Accepted && ledger.Record.AwaitsReady
        ? failure.Situation
        : null;

    /// <summary>Gives it up when it changed a workload that failed; once, where that cannot be.</summary>
    public void Try(ImmutableArray<WorkloadFailure> failures)
    {
        if (options.Rollout.OnFailure != RevisionFailurePolicy.Rollback || ledger.Record.Applied is null || Failure is not null)
            return;
        var changed = ledger.Changed();
        if (failures.FirstOrDefault(failure => changed.Contains(failure.Workload)) is not { } failed)
            return;
        string? obstacle = null;
        if (troubles.TryDisk(() => obstacle = ledger.RollBack(failed.Message)) && obstacle is not null)
        {
            var situation = RevisionSituation.NotRolledBack(options.Name, ledger.Record, Sentences.Join(failed.Message, obstacle));
            _failure = (ledger.Record.Accepted!, situation with { Since = time.GetUtcNow() });
        }
    }
}
