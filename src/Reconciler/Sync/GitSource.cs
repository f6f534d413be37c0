using OciReconciler.Configuration;
using OciReconciler.Sources;
using OciReconciler.Threading;

namespace OciReconciler.Sync;

/// <summary>
/// Delivers what the revision of a git repository declares that is in force: at the start the one on disk, without the forge, and then each
/// that is accepted. Fetches when it is time, and when something asks for it; nothing but a look at what is there follows from any hint.
/// </summary>
internal sealed class GitSource : IManifestSource
{
    // What operators leave as files is looked for this often where no watch reports it.
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(15);

    private readonly GitSourceOptions _options;
    private readonly GitSourceServices _services;
    private readonly FetchSchedule _schedule;
    private readonly RevisionFollower _follower;
    private readonly Debouncer _changes;
    private readonly TaskCompletionSource _firstLook = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SourceSnapshot? _delivered;
    private CheckedRevision? _deliveredRevision;
    private Task<RepositoryAnswer>? _fetching;
    private bool _awaitsReady;
    private bool _hasLooked;

    public GitSource(GitSourceOptions options, GitSourceServices services)
    {
        (_options, _services) = (options, services);
        _schedule = new FetchSchedule(TimeSpan.FromSeconds(options.IntervalSeconds), services.Jitter, services.Time);
        _follower = new RevisionFollower(options, services, _schedule);
        _changes = new Debouncer(new ScanOptions(), services.Time);
    }

    /// <inheritdoc/>
    public string Name => _options.Name;

    /// <inheritdoc/>
    public Task FirstLook => _firstLook.Task;

    /// <summary>Something happened that a fetch may find. Any thread.</summary>
    public void Rescan()
    {
        _schedule.Ask();
        Wake();
    }

    /// <summary>Somebody may have asked for something: its files are read again. Any thread.</summary>
    public void Wake() => _changes.Post(ChangeHint.Lost, name: null);

    /// <summary>The status of some workload was published. Any thread.</summary>
    public void StatusPublished()
    {
        if (Volatile.Read(ref _awaitsReady))
            _changes.Post(ChangeHint.Unsettled, name: null);
    }

    /// <inheritdoc/>
    public async Task RunAsync(Func<SourceSnapshot, CancellationToken, ValueTask> consume, CancellationToken cancellation)
    {
        var watches = RepositoryRefs.Directories(_options.Url, _options.Ref)
            .Select(directory => _services.Watch(directory, Pushed, RepositoryRefs.Counts)).ToList();
        try
        {
            _follower.Begin();
            await DeliverAsync(consume, cancellation);
            while (true)
            {
                watches.ForEach(watch => watch.Arm());
                _changes.Take();
                await TurnAsync(consume, cancellation);
                await _changes.WaitAsync(Wait(), cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The caller asked to end.
        }
        finally
        {
            watches.ForEach(watch => watch.Dispose());
            if (_fetching is not null)
                await ((Task)_fetching).ConfigureAwait(
                    ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            await _services.Client.DisposeAsync();
        }
    }

    private async Task TurnAsync(Func<SourceSnapshot, CancellationToken, ValueTask> consume, CancellationToken cancellation)
    {
        _follower.Begin();
        _follower.ReadWishes();
        var isFetched = await FetchAsync(cancellation);
        _follower.TakeWaiting();
        _hasLooked |= isFetched;
        await DeliverAsync(consume, cancellation);
        // Before the look, so that no status that is published after it is missed.
        Volatile.Write(ref _awaitsReady, _follower.AwaitsReady);
        if (_follower.Judge())
            await DeliverAsync(consume, cancellation);
        Volatile.Write(ref _awaitsReady, _follower.AwaitsReady);
        _follower.Report();
        if (_hasLooked || !_follower.IsLoaded)
            _firstLook.TrySetResult();
    }

    // A forge may be slow: what is to be seen to meanwhile does not wait for it.
    private async Task<bool> FetchAsync(CancellationToken cancellation)
    {
        if (_fetching is null && _schedule.IsDue && _follower.IsLoaded)
        {
            _fetching = _follower.FetchAsync(cancellation);
            _ = WakeAfterAsync(_fetching);
        }

        if (_fetching is not { IsCompleted: true } ended)
            return false;
        _fetching = null;
        return _follower.Take(await ended);
    }

    private async Task WakeAfterAsync(Task fetching)
    {
        await fetching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        Wake();
    }

    private async ValueTask DeliverAsync(Func<SourceSnapshot, CancellationToken, ValueTask> consume, CancellationToken cancellation)
    {
        _follower.Report();
        var ledger = _follower.Ledger;
        var snapshot = new SourceSnapshot(Name, StateOf(ledger), ledger.InForce?.Files ?? [])
        {
            // Without a revision nothing is removed anyway.
            AwaitsFirstLook = !_hasLooked && ledger.InForce is not null,
            Ignored = ledger.Ignored,
        };
        if (_delivered is { } before && before.State == snapshot.State && before.Ignored == snapshot.Ignored
            && before.AwaitsFirstLook == snapshot.AwaitsFirstLook
            && (ReferenceEquals(ledger.InForce, _deliveredRevision) || ledger.InForce?.DeclaresSame(_deliveredRevision) == true))
            return;
        (_delivered, _deliveredRevision) = (snapshot, ledger.InForce);
        await consume(snapshot, cancellation);
    }

    private SourceState StateOf(SourceLedger ledger)
    {
        if (ledger.InForce is not null)
            return SourceState.Ready;
        var why = ledger switch
        {
            { Record.Accepted: null } => "has not been fetched yet",
            { Unusable: not null } => "has an accepted revision that cannot be used as it is, and no newer one is accepted yet",
            _ => "has lost the revision that was in force, and has not been fetched again yet",
        };
        return new SourceState(
            SourceStateKind.NotFetched, $"the git source {Name} {why}: nothing is removed until then. See: oci-reconciler get sources");
    }

    private TimeSpan Wait()
    {
        var wait = _fetching is not null ? Poll : _follower.IsLoaded ? _schedule.Remaining : FetchSchedule.Gap;
        if (_follower.Hold?.Until is { } until && until - _services.Time.GetUtcNow() is var left && left < wait)
            wait = left > TimeSpan.Zero ? left : TimeSpan.Zero;
        return wait < Poll ? wait : Poll;
    }

    private void Pushed(ChangeHint kind, string? name)
    {
        _schedule.Ask();
        _changes.Post(kind, name);
    }
}
