using System.Runtime.InteropServices;

namespace OciReconciler.DBus.SdBus;

/// <summary>An eventfd that ends the pump's poll. The caller serialises <see cref="Signal"/> and <see cref="Close"/>.</summary>
internal sealed unsafe class WakeUp
{
    internal WakeUp()
    {
        Descriptor = LibC.eventfd(0, LibC.EventFdCloseOnExec | LibC.EventFdNonBlocking);
        if (Descriptor < 0)
            throw new IOException($"cannot make an eventfd: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>What to poll for input.</summary>
    internal int Descriptor { get; private set; }

    /// <summary>Releases it; a second time does nothing.</summary>
    internal void Close()
    {
        if (Descriptor < 0)
            return;
        _ = LibC.close(Descriptor);
        Descriptor = -1;
    }

    /// <summary>Ends the poll that runs, or the next one. A full counter is as good as a written one.</summary>
    internal void Signal()
    {
        ulong one = 1;
        _ = LibC.write(Descriptor, &one, sizeof(ulong));
    }

    /// <summary>Takes back all signals.</summary>
    internal void Clear()
    {
        ulong count;
        _ = LibC.read(Descriptor, &count, sizeof(ulong));
    }
}
