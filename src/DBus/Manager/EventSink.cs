using System.Threading.Channels;

namespace OciReconciler.DBus.Manager;

/// <summary>The writing end of the events: never blocks, never throws. When nobody reads, all that waits collapses to one Relist.</summary>
internal sealed class EventSink
{
    private readonly Lock _lock = new();
    private readonly Channel<UnitEvent> _channel;

    /// <summary>Makes one.</summary>
    /// <param name="capacity">Most events that wait; at least 2.</param>
    internal EventSink(int capacity) =>
        _channel = Channel.CreateBounded<UnitEvent>(new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.Wait });

    /// <summary>The reading end.</summary>
    internal ChannelReader<UnitEvent> Reader => _channel.Reader;

    /// <summary>Adds an event.</summary>
    internal void Add(UnitEvent unitEvent)
    {
        lock (_lock)
        {
            if (_channel.Writer.TryWrite(unitEvent))
                return;
            while (_channel.Reader.TryRead(out _))
            {
                // The queue is emptied: the relist covers what was in it.
            }

            _channel.Writer.TryWrite(new UnitEvent.Relist("more events than were read: some were dropped"));
            if (unitEvent is UnitEvent.Disconnected)
                _channel.Writer.TryWrite(unitEvent);
        }
    }

    /// <summary>No more events.</summary>
    internal void Complete() => _channel.Writer.TryComplete();
}
