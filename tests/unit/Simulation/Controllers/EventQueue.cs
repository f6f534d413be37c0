using System.Threading.Channels;
using OciReconciler.UnitTests.Simulation.Threads;

namespace OciReconciler.UnitTests.Simulation.Controllers;

/// <summary>Events on their way to a controller, as a channel's reader that stays on the one thread.</summary>
internal sealed class EventQueue<T>(VirtualScheduler pump) : ChannelReader<T>
{
    private readonly Queue<T> _waiting = [];
    private TaskCompletionSource<bool> _signal = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isClosed;

    /// <summary>Puts something in; it is read in a turn of its own.</summary>
    public void Add(T item)
    {
        _waiting.Enqueue(item);
        Ring();
    }

    /// <summary>Nothing more will come.</summary>
    public void Close()
    {
        _isClosed = true;
        Ring();
    }

    public override bool TryRead(out T item) => _waiting.TryDequeue(out item!);

    public override async ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default)
    {
        using var cancelled = cancellationToken.Register(() => _signal.TrySetCanceled(cancellationToken));
        while (_waiting.Count == 0 && !_isClosed)
        {
            if (_signal.Task.IsCompletedSuccessfully)
                _signal = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            await _signal.Task;
        }

        return _waiting.Count > 0;
    }

    public override async IAsyncEnumerable<T> ReadAllAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (await WaitToReadAsync(cancellationToken))
        {
            while (TryRead(out var item))
                yield return item;
        }
    }

    private void Ring() => pump.Post(() => _signal.TrySetResult(true));
}
