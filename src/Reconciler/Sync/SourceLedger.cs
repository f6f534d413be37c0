using OciReconciler.Configuration;
using OciReconciler.Git;
using OciReconciler.Model.Git;
using OciReconciler.Sources;
using OciReconciler.State;

namespace OciReconciler.Sync;

/// <summary>
/// Which revision of a git source is in force, on disk and in memory: what is written first counts. Methods that write throw IOException or
/// UnauthorizedAccessException, and then nothing has changed. For one loop.
/// </summary>
internal sealed class SourceLedger(GitSourceOptions options, RevisionStore store, ManifestFunctions rules, TimeProvider time)
{
    private (RevisionRecord Accepted, ImmutableHashSet<WorkloadKey> Workloads)? _changed;

    /// <summary>What is remembered.</summary>
    public SourceRecord Record { get; private set; } = SourceRecord.Empty;

    /// <summary>The revision in force; null: none is known.</summary>
    public CheckedRevision? InForce { get; private set; }

    /// <summary>What the repository has beside it that is not read.</summary>
    public IgnoredEntries Ignored { get; private set; } = IgnoredEntries.None;

    /// <summary>The commit that newer ones have to descend from; null: none was accepted from this address and ref.</summary>
    public CommitId? Baseline => Record.Accepted is { } accepted && accepted.IsOf(options) ? accepted.Id : null;

    /// <summary>The revision whose files need not be read again: one that waits, or is in force.</summary>
    public RevisionRecord? Known =>
        Record.Waiting is { } waiting && IsAsConfigured(waiting) ? waiting
        : Record.Accepted is { } accepted && InForce is not null && IsAsConfigured(accepted) ? accepted
        : null;

    /// <summary>Whether a revision is in force or waits, and its files are known.</summary>
    public bool Has(RevisionRecord revision) => IsAsConfigured(revision)
        && ((Record.Waiting is { } waiting && IsAsConfigured(waiting) && waiting.HasFilesOf(revision))
            || (InForce is not null && Record.Accepted is { } accepted && IsAsConfigured(accepted) && accepted.HasFilesOf(revision)));

    /// <summary>Reads what is on disk, once.</summary>
    public void Load()
    {
        Record = store.ReadRecord();
        if (Record.Accepted is { } accepted && store.TryRead(accepted.Id, accepted.Path) is { } stored)
            (InForce, Ignored) = (Check(stored.Files, stored.Ignored), Named(stored.Ignored));
        store.RemoveExcept(Record.Needed);
    }

    /// <summary>What its files declare on this host.</summary>
    public CheckedRevision Check(ImmutableArray<Model.Manifests.Trees.TreeFile> files, ImmutableArray<IgnoredTreeEntry> ignored) =>
        RevisionCheck.Check(options.Name, files, ignored, rules);

    /// <summary>Writes the files of a revision, which is not in force thereby.</summary>
    public void Keep(RevisionRecord revision, FetchedRevision fetched) =>
        store.Write(revision.Id, new StoredRevision(revision.Path, fetched.Files, fetched.Ignored));

    /// <summary>A revision whose files are kept waits.</summary>
    public void Wait(RevisionRecord revision) => Write(Record with { Waiting = revision });

    /// <summary>No revision waits any more.</summary>
    public void DropWaiting()
    {
        if (Record.Waiting is not null)
            Write(Record with { Waiting = null });
    }

    /// <summary>A revision whose files are kept comes into force.</summary>
    public void Accept(RevisionRecord revision, CheckedRevision declared, ImmutableArray<IgnoredTreeEntry> ignored)
    {
        Write(Record.With(revision with { At = time.GetUtcNow() }));
        (InForce, Ignored) = (declared, Named(ignored));
        store.RemoveExcept(Record.Needed);
    }

    /// <summary>The files of a revision that waits; null: they are damaged.</summary>
    public StoredRevision? FilesOf(RevisionRecord revision) => store.TryRead(revision.Id, revision.Path);

    /// <summary>All workloads of the revision in force are ready.</summary>
    public void Applied()
    {
        Write(Record.WhenReady(time.GetUtcNow()));
        store.RemoveExcept(Record.Needed);
    }

    /// <summary>The revision that was applied last is in force again.</summary>
    /// <returns>False: there is none.</returns>
    public bool RollBack(string reason)
    {
        if (Record.Applied is not { } applied || store.TryRead(applied.Id, applied.Path) is not { } stored)
            return false;
        Write(Record.RolledBack(reason, time.GetUtcNow()));
        (InForce, Ignored) = (Check(stored.Files, stored.Ignored), Named(stored.Ignored));
        store.RemoveExcept(Record.Needed);
        return true;
    }

    /// <summary>Somebody wants a commit to be tried again.</summary>
    public void Forgive(string commit)
    {
        if (Record.HasGivenUp(commit))
            Write(Record with { GivenUp = [.. Record.GivenUp.Where(revision => revision.Commit != commit)], GivenUpBecause = "" });
    }

    /// <summary>Workloads that the revision in force declares otherwise than the one that was applied last.</summary>
    public ImmutableHashSet<WorkloadKey> Changed()
    {
        if (_changed is { } known && known.Accepted == Record.Accepted)
            return known.Workloads;
        var before = Record.Applied is { } applied && store.TryRead(applied.Id, applied.Path) is { } stored
            ? Documents(Check(stored.Files, stored.Ignored))
            : [];
        var changed = Documents(InForce!).Where(now => before.GetValueOrDefault(now.Key) != now.Value).Select(now => now.Key);
        _changed = (Record.Accepted!, [.. changed]);
        return _changed.Value.Workloads;
    }

    private Dictionary<WorkloadKey, string> Documents(CheckedRevision revision) => revision.Files
        .Where(file => file.IsValid)
        .SelectMany(file => file.Manifest.Workloads)
        .GroupBy(workload => workload.Key)
        .ToDictionary(group => group.Key, group => rules.Write(group.First().Spec, group.First().MetadataLabels));

    private void Write(SourceRecord record)
    {
        store.WriteRecord(record);
        Record = record;
    }

    private bool IsAsConfigured(RevisionRecord revision) => revision.IsOf(options) && revision.Path == options.Path;

    private IgnoredEntries Named(ImmutableArray<IgnoredTreeEntry> ignored) => ignored.IsDefaultOrEmpty
        ? IgnoredEntries.None
        : new IgnoredEntries(
            [.. ignored.Take(IgnoredEntries.Limit).Select(entry => new IgnoredEntry($"{options.Name}:{entry.Path}", entry.Reason))],
            ignored.Length);
}
