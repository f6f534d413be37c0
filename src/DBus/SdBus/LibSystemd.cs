using System.Runtime.InteropServices;

namespace OciReconciler.DBus.SdBus;

/// <summary>Declarations of libsystemd, nothing else. None is variadic. All return a negative errno on failure unless they return a pointer.</summary>
internal static unsafe partial class LibSystemd
{
    private const string Library = "libsystemd.so.0";

    [LibraryImport(Library)]
    internal static partial int sd_bus_open_system(out nint bus);

    [LibraryImport(Library)]
    internal static partial int sd_bus_new(out nint bus);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int sd_bus_set_address(nint bus, string address);

    [LibraryImport(Library)]
    internal static partial int sd_bus_set_bus_client(nint bus, int enabled);

    [LibraryImport(Library)]
    internal static partial int sd_bus_start(nint bus);

    [LibraryImport(Library)]
    internal static partial nint sd_bus_close_unref(nint bus);

    [LibraryImport(Library)]
    internal static partial int sd_bus_is_open(nint bus);

    [LibraryImport(Library)]
    internal static partial int sd_bus_is_ready(nint bus);

    [LibraryImport(Library)]
    internal static partial int sd_bus_get_fd(nint bus);

    [LibraryImport(Library)]
    internal static partial int sd_bus_get_events(nint bus);

    [LibraryImport(Library)]
    internal static partial int sd_bus_get_timeout(nint bus, out ulong deadline);

    [LibraryImport(Library)]
    internal static partial int sd_bus_process(nint bus, nint* message);

    [LibraryImport(Library)]
    internal static partial int sd_bus_call_async(
        nint bus, nint* slot, nint message, delegate* unmanaged[Cdecl]<nint, nint, nint, int> callback, nint userData, ulong timeout);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int sd_bus_add_match_async(
        nint bus,
        nint* slot,
        string match,
        delegate* unmanaged[Cdecl]<nint, nint, nint, int> callback,
        delegate* unmanaged[Cdecl]<nint, nint, nint, int> installed,
        nint userData);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int sd_bus_message_new_method_call(
        nint bus, out nint message, string destination, string path, string @interface, string member);

    [LibraryImport(Library)]
    internal static partial nint sd_bus_message_unref(nint message);

    [LibraryImport(Library)]
    internal static partial int sd_bus_message_append_basic(nint message, byte type, void* value);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int sd_bus_message_open_container(nint message, byte type, string contents);

    [LibraryImport(Library)]
    internal static partial int sd_bus_message_close_container(nint message);

    [LibraryImport(Library)]
    internal static partial int sd_bus_message_peek_type(nint message, byte* type, byte** contents);

    [LibraryImport(Library)]
    internal static partial int sd_bus_message_enter_container(nint message, byte type, byte* contents);

    [LibraryImport(Library)]
    internal static partial int sd_bus_message_exit_container(nint message);

    [LibraryImport(Library)]
    internal static partial int sd_bus_message_read_basic(nint message, byte type, void* value);

    [LibraryImport(Library)]
    internal static partial int sd_bus_message_is_method_error(nint message, byte* name);

    [LibraryImport(Library)]
    internal static partial ErrorView* sd_bus_message_get_error(nint message);

    [LibraryImport(Library)]
    internal static partial byte* sd_bus_message_get_sender(nint message);

    [LibraryImport(Library)]
    internal static partial byte* sd_bus_message_get_path(nint message);

    [LibraryImport(Library)]
    internal static partial byte* sd_bus_message_get_interface(nint message);

    [LibraryImport(Library)]
    internal static partial byte* sd_bus_message_get_member(nint message);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int sd_notify(int unsetEnvironment, string state);

    [LibraryImport(Library)]
    internal static partial int sd_journal_sendv(Vector* fields, int count);

    /// <summary>struct iovec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Vector
    {
        internal byte* Start;
        internal nuint Length;
    }

    /// <summary>sd_bus_error, as sd_bus_message_get_error shows it. Owned by the message.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct ErrorView
    {
        internal byte* Name;
        internal byte* Message;
        internal int NeedFree;
    }
}
