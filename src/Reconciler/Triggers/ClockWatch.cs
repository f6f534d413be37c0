using OciReconciler.Files;

namespace OciReconciler.Triggers;

/// <summary>Starts to watch the wall clock, as <see cref="ClockWatch.TryStart"/> does; null: the kernel tells nothing.</summary>
/// <param name="changed">Called on any thread when the clock was set or the host has woken up.</param>
internal delegate IDisposable? StartClockWatch(Action changed);

/// <summary>
/// Waits for the kernel's word that the wall clock is not what it was: timerfd_create(2), TFD_TIMER_CANCEL_ON_SET. It comes when the clock
/// is set, and when the host wakes up. One thread, which ends with <see cref="Dispose"/>.
/// </summary>
internal sealed class ClockWatch : IDisposable
{
    // In the year 292 billion the kernel's own time is over.
    private static readonly LibC.TimerSetting Never = new() { DueSeconds = long.MaxValue };

    private readonly Action _changed;
    private readonly DescriptorHandle _timer;
    private readonly DescriptorHandle _stop = new(LibC.EventDescriptor(0, LibC.CloseOnExec));
    private readonly Thread _thread;
    private int _disposed;

    private ClockWatch(DescriptorHandle timer, Action changed)
    {
        (_timer, _changed) = (timer, changed);
        _thread = new Thread(Wait) { IsBackground = true, Name = "clock-watch" };
        _thread.Start();
    }

    /// <summary>Starts it, or returns null when the kernel has no such timer.</summary>
    /// <param name="changed">Called on the thread; must not block for long.</param>
    public static ClockWatch? TryStart(Action changed)
    {
        var timer = new DescriptorHandle(LibC.TimerDescriptor(LibC.WallClock, LibC.CloseOnExec | LibC.NonBlocking));
        if (!timer.IsInvalid && LibC.SetTimer(timer.Descriptor, LibC.AbsoluteTime | LibC.CancelOnSet, in Never, 0) == 0)
            return new ClockWatch(timer, changed);
        timer.Dispose();
        return null;
    }

    /// <summary>Ends the thread and waits for it. Not to be called on it.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        _ = LibC.Write(_stop.Descriptor, BitConverter.GetBytes(1UL), sizeof(ulong));
        _thread.Join();
        _timer.Dispose();
        _stop.Dispose();
    }

    private void Wait()
    {
        Span<byte> expirations = stackalloc byte[sizeof(ulong)];
        Span<LibC.PollItem> items = stackalloc LibC.PollItem[2];
        while (true)
        {
            items[0] = new LibC.PollItem { Descriptor = _timer.Descriptor, Events = LibC.PollIn };
            items[1] = new LibC.PollItem { Descriptor = _stop.Descriptor, Events = LibC.PollIn };
            if (LibC.Poll(items, 2, -1) < 0)
                continue;
            if (items[1].Returned != 0)
                return;
            // Fails with ECANCELED, which is the news; the timer stays armed.
            _ = LibC.Read(_timer.Descriptor, expirations, sizeof(ulong));
            _changed();
        }
    }
}
