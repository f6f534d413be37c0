using System.Runtime.InteropServices;
using OciReconciler.DBus.Bus;

namespace OciReconciler.DBus.SdBus;

/// <summary>
/// The one thread that owns the bus and every handle of it: it polls the bus's descriptor and an eventfd, processes what came in and runs posted commands.
/// It ends when the peer goes away, when a message cannot be handled, or when it is asked to.
/// </summary>
internal sealed unsafe class BusPump
{
    [ThreadStatic]
    private static BusPump? s_current;

    private readonly Func<BusHandle> _open;
    private readonly Lock _gate = new();
    private readonly Queue<Action<BusHandle>> _commands = [];
    private readonly WakeUp _wakeUp = new();
    private readonly HashSet<BusOperation> _operations = [];
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private BusHandle? _bus;
    private bool _refusing;
    private string? _end;

    private BusPump(Func<BusHandle> open) => _open = open;

    /// <summary>Ends when the bus has greeted; faults with a <see cref="BusException"/> when it never does.</summary>
    internal Task Ready => _ready.Task;

    /// <summary>Ends with the reason, when everything is released.</summary>
    internal Task<string> Closed => _closed.Task;

    /// <summary>Whether the connection is neither closing nor closed. Pump thread only.</summary>
    internal bool IsOpen => _bus is { IsOpen: true };

    /// <summary>Starts a pump on a thread of its own, and there opens the bus.</summary>
    internal static BusPump Start(Func<BusHandle> open)
    {
        var pump = new BusPump(open);
        var thread = new Thread(pump.Run) { IsBackground = true, Name = "bus pump" };
        thread.Start();
        return pump;
    }

    /// <summary>The pump whose thread this is.</summary>
    internal static BusPump OfThisThread() => s_current ?? throw new InvalidOperationException("this is no pump thread");

    /// <summary>Runs a command on the pump. Any thread.</summary>
    /// <returns>False when the pump has ended: the command will not run.</returns>
    internal bool Post(Action<BusHandle> command)
    {
        lock (_gate)
        {
            if (_refusing)
                return false;
            _commands.Enqueue(command);
            _wakeUp.Signal();
            return true;
        }
    }

    /// <summary>Ends the pump after the message in hand. Pump thread only.</summary>
    internal void Abandon(string reason) => _end ??= reason;

    /// <summary>Keeps an operation alive until it is released or the bus is closed. Pump thread only.</summary>
    internal void Register(BusOperation operation)
    {
        operation.Pin();
        _operations.Add(operation);
    }

    /// <summary>The reverse.</summary>
    internal void Release(BusOperation operation)
    {
        if (_operations.Remove(operation))
            operation.Unpin();
    }

    private void Run()
    {
        s_current = this;
        string reason;
        try
        {
            _bus = _open();
            reason = Pump(_bus);
        }
        catch (Exception error)
        {
            // The last frame of the thread: whatever it is must reach those who wait, or it would end the process.
            _ready.TrySetException(error as BusException ?? SdBusErrors.Closed(error.Message));
            reason = error.Message;
        }

        Close(reason);
    }

    private string Pump(BusHandle bus)
    {
        while (true)
        {
            RunCommands(bus);
            if (_end is not null)
                return _end;
            int processed = LibSystemd.sd_bus_process(bus.Value, null);
            if (processed < 0)
                return $"the peer closed it ({SdBusErrors.Describe(processed)})";
            if (processed > 0)
                continue;
            if (!_ready.Task.IsCompleted && LibSystemd.sd_bus_is_ready(bus.Value) > 0)
                _ready.TrySetResult();
            Wait(bus);
        }
    }

    private void RunCommands(BusHandle bus)
    {
        while (true)
        {
            Action<BusHandle>? command;
            lock (_gate)
            {
                if (!_commands.TryDequeue(out command))
                    return;
            }

            command(bus);
        }
    }

    private void Wait(BusHandle bus)
    {
        int events = LibSystemd.sd_bus_get_events(bus.Value);
        int timeout = MillisecondsToWait(bus);
        if (events < 0 || timeout == 0)
            return;
        LibC.PollDescriptor* polled = stackalloc LibC.PollDescriptor[2];
        polled[0] = new LibC.PollDescriptor { Descriptor = LibSystemd.sd_bus_get_fd(bus.Value), Events = (short)events };
        polled[1] = new LibC.PollDescriptor { Descriptor = _wakeUp.Descriptor, Events = LibC.PollIn };
        int ready = LibC.poll(polled, 2, timeout);
        if (ready < 0 && Marshal.GetLastPInvokeError() != LibC.InterruptedCall)
            Abandon($"poll failed: {Marshal.GetLastPInvokeErrorMessage()}");
        if (ready > 0 && polled[1].Returned != 0)
            _wakeUp.Clear();
    }

    private static int MillisecondsToWait(BusHandle bus)
    {
        if (LibSystemd.sd_bus_get_timeout(bus.Value, out ulong deadline) < 0 || deadline == ulong.MaxValue)
            return -1;
        ulong now = Monotonic.Microseconds();
        if (deadline <= now)
            return 0;
        // Rounded up: rounded down it would spin through the last millisecond.
        return (int)Math.Min(int.MaxValue, ((deadline - now) + 999) / 1000);
    }

    private void Close(string reason)
    {
        lock (_gate)
        {
            _refusing = true;
            _wakeUp.Close();
        }

        BusHandle? bus = _bus;
        if (bus is not null)
        {
            RunCommands(bus);
            bus.Dispose();
        }

        BusException error = SdBusErrors.Closed(reason);
        foreach (BusOperation operation in _operations)
        {
            operation.Fail(error);
            operation.Unpin();
        }

        _operations.Clear();
        _ready.TrySetException(error);
        _closed.TrySetResult(reason);
    }
}
