using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace OciReconciler.DBus.Service;

/// <summary>Files in memory that nobody can change any more (memfd_create(2)): journald maps them without a copy. Thread-safe.</summary>
internal static class SealedMemory
{
    private const int AllSeals = LibC.SealSeal | LibC.SealShrink | LibC.SealGrow | LibC.SealWrite;

    /// <summary>A sealed file; the caller disposes it.</summary>
    /// <param name="name">The name that /proc shows of it.</param>
    /// <param name="content">All that is in it.</param>
    /// <exception cref="IOException">The process has no descriptor left, or the host no memory.</exception>
    internal static SafeFileHandle Create(string name, ReadOnlySpan<byte> content)
    {
        var memory = LibC.CreateMemory(name, LibC.MemoryCloseOnExec | LibC.MemoryAllowSealing);
        try
        {
            if (memory.IsInvalid)
                throw new IOException($"cannot make a file in memory: {Marshal.GetLastPInvokeErrorMessage()}");
            RandomAccess.Write(memory, content, 0);
            if (LibC.Control(memory, LibC.AddSeals, AllSeals) < 0)
                throw new IOException($"cannot seal a file in memory: {Marshal.GetLastPInvokeErrorMessage()}");
            return memory;
        }
        catch
        {
            memory.Dispose();
            throw;
        }
    }
}
