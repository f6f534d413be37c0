using System.Runtime.InteropServices;
using OciReconciler.Files;

namespace OciReconciler.Sources;

/// <summary>
/// An inotify instance and the one thread that reads it, which ends with <see cref="Dispose"/>. Adding and removing watches is thread-safe,
/// as the kernel's calls are.
/// </summary>
internal sealed class InotifyThread : IInotify
{
    private const int BufferBytes = 64 * 1024;

    private readonly Action<InotifyEvent> _handle;
    private readonly Action _fail;
    private readonly DescriptorHandle _inotify;
    private readonly DescriptorHandle _stop;
    private readonly Thread _thread;
    private int _disposed;

    private InotifyThread(int inotify, string name, Action<InotifyEvent> handle, Action fail)
    {
        _handle = handle;
        _fail = fail;
        _inotify = new DescriptorHandle(inotify);
        _stop = new DescriptorHandle(LibC.EventDescriptor(0, LibC.CloseOnExec));
        _thread = new Thread(Read) { IsBackground = true, Name = name };
        _thread.Start();
    }

    /// <summary>Starts it, or returns null when the kernel gives no more instances: errno tells.</summary>
    /// <param name="name">The thread's.</param>
    /// <param name="handle">Gets each event, on the thread; must not block for long.</param>
    /// <param name="fail">Called on the thread when reading failed; no event comes after it, and errno tells.</param>
    public static InotifyThread? TryStart(string name, Action<InotifyEvent> handle, Action fail)
    {
        int inotify = LibC.InotifyInit(LibC.CloseOnExec | LibC.NonBlocking);
        return inotify < 0 ? null : new InotifyThread(inotify, name, handle, fail);
    }

    /// <inheritdoc/>
    public int Add(string path, uint mask) => LibC.InotifyAdd(_inotify.Descriptor, path, mask);

    /// <inheritdoc/>
    public void Remove(int watch) => _ = LibC.InotifyRemove(_inotify.Descriptor, watch);

    /// <summary>Ends the thread and waits for it. Not to be called on it.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        _ = LibC.Write(_stop.Descriptor, BitConverter.GetBytes(1UL), sizeof(ulong));
        _thread.Join();
        _inotify.Dispose();
        _stop.Dispose();
    }

    private void Read()
    {
        byte[] buffer = new byte[BufferBytes];
        Span<LibC.PollItem> items = stackalloc LibC.PollItem[2];
        while (true)
        {
            items[0] = new LibC.PollItem { Descriptor = _inotify.Descriptor, Events = LibC.PollIn };
            items[1] = new LibC.PollItem { Descriptor = _stop.Descriptor, Events = LibC.PollIn };
            if (LibC.Poll(items, 2, -1) < 0)
            {
                if (Marshal.GetLastPInvokeError() == LibC.ErrorInterrupted)
                    continue;
                _fail();
                return;
            }

            if (items[1].Returned != 0)
                return;
            nint length = LibC.Read(_inotify.Descriptor, buffer, BufferBytes);
            if (length < 0 && Marshal.GetLastPInvokeError() is not (LibC.ErrorAgain or LibC.ErrorInterrupted))
            {
                _fail();
                return;
            }

            Handle(buffer.AsSpan(0, (int)Math.Max(length, 0)));
        }
    }

    private void Handle(ReadOnlySpan<byte> events)
    {
        while (events.Length >= Inotify.HeaderBytes)
        {
            var happened = Inotify.Decode(events, out int length);
            events = events[length..];
            _handle(happened);
        }
    }
}
