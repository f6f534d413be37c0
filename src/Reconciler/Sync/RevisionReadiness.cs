using OciReconciler.Configuration;

namespace OciReconciler.Sync;

/// <summary>Looks how far the revision in force has come, and gives it up where that is asked for. For one loop.</summary>
internal sealed class RevisionReadiness(
    GitSourceOptions options, GitSourceServices services, SourceLedger ledger, SourceTroubles troubles)
{
    private readonly RevisionRollback _rollback = new(options, ledger, troubles, services.Time);
    private readonly RevisionAge _age = new(services.Time);
    private (RevisionRecord Accepted, WorkloadKey? Workload, SourceSituation? Failing, string Outstanding)? _found;

    /// <summary>Whether the revision in force is not known as ready.</summary>
    public bool IsAwaited => ledger.Record.AwaitsReady && ledger.InForce is not null;

    /// <summary>Whether this turn of the loop has looked at it.</summary>
    public bool IsJudged { get; private set; }

    /// <summary>Why it does not become ready, or null. One that another was given up for is not told of besides.</summary>
    public SourceSituation? Failure =>
        _rollback.Failure ?? (ledger.Record.GivenUpBecause.Length == 0 ? Found?.Failing : null);

    /// <summary>What it waits for until it is applied, without a subject; empty: nothing, or that is not known.</summary>
    public string Outstanding => Found?.Outstanding ?? "";

    // What was found of a revision before says nothing of one that came into force since.
    private (RevisionRecord Accepted, WorkloadKey? Workload, SourceSituation? Failing, string Outstanding)? Found =>
        IsAwaited && _found is { } found && found.Accepted.IsSameAcceptance(ledger.Record.Accepted!) ? found : null;

    /// <summary>Another turn begins: what was found before is told on, and answers nothing.</summary>
    public void Begin() => IsJudged = false;

    /// <summary>Looks.</summary>
    /// <returns>Whether another one is in force now.</returns>
    public bool Judge()
    {
        IsJudged = true;
        if (!IsAwaited)
            return false;
        var accepted = ledger.Record.Accepted!;
        switch (Progress(accepted))
        {
            case RevisionProgress.Ready:
                troubles.TryDisk(ledger.Applied);
                break;
            case RevisionProgress.Failed failed:
                // The one that was told of stays it for as long as it fails.
                var worst = failed.Workloads.FirstOrDefault(failure => failure.Workload == Found?.Workload) ?? failed.Workloads[0];
                Fails(accepted, worst.Workload, worst.Message);
                _rollback.Try(failed.Workloads);
                break;
            case RevisionProgress.Rejected rejected:
                Fails(accepted, null, rejected.Message);
                break;
            case RevisionProgress.Underway underway:
                _found = (accepted, null, null, underway.Outstanding);
                break;
        }

        return ledger.Record.Accepted != accepted;
    }

    private RevisionProgress Progress(RevisionRecord accepted)
    {
        var inForce = ledger.InForce!;
        return RevisionProgress.Of(
            options.Name, inForce.Workloads, services.Find, () => services.IsRemoving(inForce), _age.Of(accepted));
    }

    private void Fails(RevisionRecord accepted, WorkloadKey? workload, string why)
    {
        var since = Found?.Failing?.Since ?? services.Time.GetUtcNow();
        var failing = RevisionSituation.Failing(options.Name, accepted, why) with { Since = since };
        _found = (accepted, workload, failing, "");
    }
}
