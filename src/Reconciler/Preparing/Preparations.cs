using OciReconciler.Desired;
using OciReconciler.Queueing;
using OciReconciler.Threading;

namespace OciReconciler.Preparing;

/// <summary>
/// What is prepared in one pass, and what is being prepared while the pass observes what happens meanwhile. What is not wanted any more is
/// ended. For the thread of the pass; disposed at its end.
/// </summary>
/// <param name="waiting">What waits since an earlier pass: it is not tried in this one.</param>
/// <param name="workers">Work on something else while the pass waits.</param>
/// <param name="changed">Set when something happened to a member of the pass.</param>
internal sealed class Preparations(
    ImmutableDictionary<WorkloadKey, Preparation> waiting,
    WorkloadPreparer preparer,
    WorkerPool workers,
    AsyncAutoResetEvent changed,
    TimeProvider time,
    CancellationToken cancellationToken) : IAsyncDisposable
{
    // A unit that ends meanwhile is not repaired before: what is prepared is about to take its place.
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(10);

    private readonly Dictionary<WorkloadKey, UnderWay> _underWay = [];
    private ImmutableDictionary<WorkloadKey, Preparation> _waiting = waiting;
    private long _since;

    /// <summary>What preparing gave so far, and failures of later steps.</summary>
    public ImmutableDictionary<WorkloadKey, Preparation> Results { get; private set; } = waiting;

    /// <summary>Members that wait since an earlier pass.</summary>
    public ImmutableHashSet<WorkloadKey> Waiting => [.. _waiting.Keys];

    /// <summary>Members that failed in this pass, and why.</summary>
    public ImmutableDictionary<WorkloadKey, FailureReason> Failures => Results
        .Where(entry => entry.Value.Failure is not null && _waiting.GetValueOrDefault(entry.Key) != entry.Value)
        .ToImmutableDictionary(entry => entry.Key, entry => entry.Value.Failure!);

    /// <summary>They have lasted for so long that what is defined has to be repaired meanwhile.</summary>
    public bool AreSlow => _underWay.Count > 0 && Left <= TimeSpan.Zero;

    private TimeSpan Left => Short - time.GetElapsedTime(_since);

    /// <summary>Takes results, over those that there are.</summary>
    public void Add(IEnumerable<KeyValuePair<WorkloadKey, Preparation>> results) => Results = Results.SetItems(results);

    /// <summary>
    /// Another version of these is wanted: what was prepared for the one before, and what it waited for, says nothing of it. Returns when
    /// what was under way has ended.
    /// </summary>
    public Task DropAsync(IReadOnlyCollection<WorkloadKey> keys)
    {
        Results = Results.RemoveRange(keys);
        _waiting = _waiting.RemoveRange(keys);
        return EndAsync(keys);
    }

    /// <summary>Begins those steps that are not under way, and ends what is none of them.</summary>
    /// <param name="observed">What the plan was made from: an image that was there is not looked for again.</param>
    public async Task ContinueAsync(
        Plan plan, DesiredView desired, ImmutableSortedDictionary<WorkloadKey, ObservedWorkload> observed)
    {
        var wanted = plan.Steps.Select(step => step.Key).ToHashSet();
        await EndAsync([.. _underWay.Keys.Where(key => !wanted.Contains(key))]);
        if (_underWay.Count == 0)
            _since = time.GetTimestamp();
        foreach (var key in wanted.Where(key => !_underWay.ContainsKey(key)).Order())
        {
            var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var image = observed.GetValueOrDefault(key)?.ImageId;
            _underWay[key] = new UnderWay(preparer.PrepareAsync(key, desired, plan.Decisions[key], image, ending.Token), ending);
        }
    }

    /// <summary>
    /// Waits until all have ended, something happened, or they begin to take long; and takes the results of those that have ended.
    /// </summary>
    /// <returns>Whether something happened.</returns>
    public async Task<bool> WaitAsync()
    {
        await workers.YieldSlotAsync(WaitOnceAsync);
        var happened = changed.Reset();
        foreach (var (key, preparation) in _underWay.Where(entry => entry.Value.Result.IsCompleted).ToList())
        {
            _underWay.Remove(key);
            preparation.Ending.Dispose();
            Results = Results.SetItem(key, await preparation.Result);
        }

        return happened;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => new(EndAsync([.. _underWay.Keys]));

    private Task WaitOnceAsync()
    {
        // WhenAny does not fail, however the preparations end.
        var signal = Task.WhenAny(Task.WhenAll(_underWay.Values.Select(preparation => preparation.Result)), changed.WaitAsync());
        return Left is var left && left > TimeSpan.Zero
            ? AsyncWait.ForAsync(signal, left, time, cancellationToken)
            : AsyncWait.ForAsync(signal, cancellationToken);
    }

    private async Task EndAsync(IReadOnlyCollection<WorkloadKey> keys)
    {
        var ending = keys.Where(_underWay.ContainsKey).Select(key => _underWay[key]).ToList();
        foreach (var key in keys)
            _underWay.Remove(key);
        foreach (var preparation in ending)
            preparation.Ending.Cancel();
        foreach (var preparation in ending)
        {
            await ((Task)preparation.Result).ConfigureAwait(
                ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            preparation.Ending.Dispose();
        }
    }

    private sealed record UnderWay(Task<Preparation> Result, CancellationTokenSource Ending);
}
