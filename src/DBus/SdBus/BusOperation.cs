using System.Runtime.InteropServices;
using OciReconciler.DBus.Bus;

namespace OciReconciler.DBus.SdBus;

/// <summary>Something that sd-bus calls back: a call that waits for its reply, or a match. Pump thread only.</summary>
internal abstract class BusOperation
{
    private GCHandle _handle;

    /// <summary>What sd-bus is given as user data.</summary>
    internal nint UserData => GCHandle.ToIntPtr(_handle);

    /// <summary>The operation that was registered with this user data.</summary>
    internal static BusOperation FromUserData(nint userData) =>
        GCHandle.FromIntPtr(userData).Target as BusOperation
        ?? throw new InvalidOperationException("sd-bus called back an operation that is over");

    /// <summary>Keeps this alive for sd-bus.</summary>
    internal void Pin() => _handle = GCHandle.Alloc(this);

    /// <summary>Ends that. sd-bus must not call back any more.</summary>
    internal void Unpin() => _handle.Free();

    /// <summary>A message for this operation has arrived.</summary>
    internal abstract void Receive(BusPump pump, nint message);

    /// <summary>There will be no message any more.</summary>
    internal abstract void Fail(BusException error);
}
