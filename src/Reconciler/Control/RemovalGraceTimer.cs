using OciReconciler.Desired;
using OciReconciler.Threading;

namespace OciReconciler.Control;

/// <summary>Reevaluates the desired state when a removal grace ends: that comes by time alone, and no file changes.</summary>
internal sealed class RemovalGraceTimer(DesiredStore store, TimeProvider time)
{
    private readonly Debouncer _changes = new(new ScanOptions(), time);

    /// <summary>Takes a grace that has begun or is another.</summary>
    public void Follow(DesiredState state)
    {
        if (state.RemovalGrace is not null)
            _changes.Post(ChangeHint.Lost, name: null);
    }

    /// <summary>Runs until cancelled.</summary>
    /// <param name="apply">Gets what the end of a grace changed.</param>
    public async Task RunAsync(Func<DesiredUpdate, CancellationToken, Task> apply, CancellationToken cancellationToken)
    {
        while (true)
        {
            _changes.Take();
            await _changes.WaitAsync(store.Current.RemovalGrace?.ReevaluateIn ?? Timeout.InfiniteTimeSpan, cancellationToken);
            if (store.Current.RemovalGrace is not null)
                await apply(store.Reevaluate(), cancellationToken);
        }
    }
}
