using OciReconciler.Configuration;
using OciReconciler.Git;
using OciReconciler.Model.Git;
using OciReconciler.Model.Manifests.Json;
using OciReconciler.Model.Manifests.Trees;
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
    private ImmutableArray<string> _folders = [];

    /// <summary>What is remembered.</summary>
    public SourceRecord Record { get; private set; } = SourceRecord.Empty;

    /// <summary>The revision in force; null: none is known.</summary>
    public CheckedRevision? InForce { get; private set; }

    /// <summary>What is wrong with the accepted revision since it was accepted, so that it is not in force; or null.</summary>
    public CheckedRevision? Unusable { get; private set; }

    /// <summary>The accepted revision when it has errors by now, in force or not; null: it has none, or may have them.</summary>
    public CheckedRevision? Broken =>
        Unusable ?? (options.OnInvalid == InvalidRevisionPolicy.Refuse && InForce is { IsValid: false } broken ? broken : null);

    /// <summary>What the repository has beside it that is not read.</summary>
    public IgnoredEntries Ignored { get; private set; } = IgnoredEntries.None;

    /// <summary>
    /// The folders of the accepted revision, as <see cref="RepositoryPaths.Folders"/> has them; none where it was read below another
    /// path.
    /// </summary>
    public ImmutableArray<string> Folders =>
        Record.Accepted is { } accepted && accepted.Path == options.Path ? _folders : [];

    /// <summary>
    /// The commit that newer ones have to descend from: the one that waits, or else the newest that was accepted; null: there is none of
    /// this address and ref.
    /// </summary>
    public CommitId? Baseline =>
        Record.Waiting?.Id ?? (Record.Baseline is { } baseline && baseline.IsOf(options) ? baseline.Id : null);

    /// <summary>The revision whose files need not be read again: one that waits, or is in force.</summary>
    public RevisionRecord? Known =>
        Record.Waiting is { } waiting && IsAsConfigured(waiting) ? waiting
        : Record.Accepted is { } accepted && InForce is not null && IsAsConfigured(accepted) ? accepted
        : null;

    /// <summary>Whether a revision is in force or waits, and its files are known.</summary>
    public bool Has(RevisionRecord revision) => IsAsConfigured(revision)
        && ((Record.Waiting is { } waiting && IsAsConfigured(waiting) && waiting.HasFilesOf(revision))
            || (InForce is not null && IsAccepted(revision)));

    /// <summary>Whether a revision is the accepted one; its files may be damaged or lost.</summary>
    public bool IsAccepted(RevisionRecord revision) => Record.Accepted?.IsSame(revision) == true;

    /// <summary>Reads what is on disk, once.</summary>
    public void Load()
    {
        var record = store.ReadRecord();
        Record = record ?? SourceRecord.Empty;
        // The settings may be others by now: what waited was fetched for these.
        if (Record.Waiting is { } waiting && !(IsAsConfigured(waiting) && waiting.IsVerifiedFor(options)))
            Record = Record with { Waiting = null };
        if (Record.Accepted is { } accepted && store.TryRead(accepted.Id, accepted.Path) is { } stored)
        {
            var declared = Check(stored.Files, stored.Ignored);
            _folders = stored.Folders;
            // Without its overlays and values a revision is another one: what is known of its workloads stays.
            if (declared.CanBeTakenInPart)
                (InForce, Ignored) = (declared, Named(stored.Ignored));
            else
                Unusable = declared;
        }

        // Which revisions are needed is not known when all that names them is damaged.
        if (record is not null)
            store.RemoveExcept(Record.Needed);
    }

    /// <summary>What its files declare on this host. Whatever a repository has in it, the controller goes on with all else.</summary>
    public CheckedRevision Check(ImmutableArray<TreeFile> files, ImmutableArray<IgnoredTreeEntry> ignored)
    {
        try
        {
            return RevisionCheck.Check(options.Name, files, ignored, rules);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            var message = $"the revision cannot be read, because of a fault of the controller: {failure.GetType().Name}: "
                + $"{Sentences.Ended(failure.Message)} Report it with the repository.";
            return new CheckedRevision([], [new ManifestError($"{options.Name}:.", 1, "$", message)]) { CanBeTakenInPart = false };
        }
    }

    /// <summary>Writes the files of a revision, which is not in force thereby.</summary>
    /// <returns>As they are kept.</returns>
    public StoredRevision Keep(RevisionRecord revision, FetchedRevision fetched)
    {
        var files = new StoredRevision(revision.Path, fetched.Files, fetched.Ignored);
        store.Write(revision.Id, files);
        return files;
    }

    /// <summary>A revision whose files are kept waits.</summary>
    /// <param name="request">The number of the sync that it was fetched for, or null.</param>
    public void Wait(RevisionRecord? revision, string? request)
    {
        Write((Record with { Waiting = revision }).Answering(request));
        store.RemoveExcept(Record.Needed);
    }

    /// <summary>No revision waits any more.</summary>
    public void DropWaiting()
    {
        if (Record.Waiting is not null)
            Wait(null, null);
    }

    /// <summary>A revision whose files are kept comes into force.</summary>
    /// <param name="request">The number of the sync that it was fetched for, or null.</param>
    public void Accept(RevisionRecord revision, CheckedRevision declared, StoredRevision files, string? request)
    {
        Write(Record.With(revision with { At = time.GetUtcNow() }).Answering(request));
        (InForce, Ignored, Unusable, _folders) = (declared, Named(files.Ignored), null, files.Folders);
        store.RemoveExcept(Record.Needed);
    }

    /// <summary>The files of the accepted revision are there again, and all that is remembered of it stays.</summary>
    public void Restore(CheckedRevision declared, StoredRevision files) =>
        (InForce, Ignored, Unusable, _folders) = (declared, Named(files.Ignored), null, files.Folders);

    /// <summary>The revision in force was found with a signature, or is what the ref was set back to on purpose.</summary>
    /// <param name="signer">Whose signature it bears, or null.</param>
    /// <param name="isRewound">The ref may name a commit that does not descend from the newest one.</param>
    /// <param name="request">The number of the sync that it was fetched for, or null.</param>
    public void Confirm(string? signer, bool isRewound, string? request)
    {
        var record = signer is not null && Record.Accepted!.VerifiedBy is null ? Record.WhenVerified(signer) : Record;
        record = isRewound ? record.WhenRewound().Answering(request) : record;
        if (record != Record)
            Write(record);
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
    /// <returns>Why that cannot be, as a sentence; null: it is.</returns>
    public string? RollBack(string reason)
    {
        var applied = Record.Applied!;
        if (!applied.IsVerifiedFor(options))
            return "Its signature was never checked, and the source asks for one.";
        if (store.TryRead(applied.Id, applied.Path) is not { } stored)
            return "Its files are damaged or not there.";
        var declared = Check(stored.Files, stored.Ignored);
        if (!declared.CanBeTakenInPart)
            return $"It has errors by now: {declared.Errors[0]}";
        Write(Record.RolledBack(reason, time.GetUtcNow()));
        (InForce, Ignored, _folders) = (declared, Named(stored.Ignored), stored.Folders);
        store.RemoveExcept(Record.Needed);
        return null;
    }

    /// <summary>Somebody wants a revision to be tried again.</summary>
    public void Forgive(RevisionRecord revision)
    {
        if (Record.HasGivenUp(revision))
            Write(Record with { GivenUp = [.. Record.GivenUp.Where(givenUp => !givenUp.IsSame(revision))], GivenUpBecause = "" });
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
