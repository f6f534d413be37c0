using System.Collections.Immutable;
using System.Runtime.InteropServices;
using OciReconciler.DBus.Bus;

namespace OciReconciler.DBus.SdBus;

/// <summary>sd_bus_message to BusValue. Pump thread only.</summary>
internal static unsafe class SdBusReader
{
    /// <summary>Reads all values up to the end of the message, or of the container that was entered.</summary>
    /// <exception cref="BusException">Malformed: the message cannot be read.</exception>
    internal static ImmutableArray<BusValue> ReadAll(nint message)
    {
        ImmutableArray<BusValue>.Builder values = ImmutableArray.CreateBuilder<BusValue>();
        while (true)
        {
            byte type;
            byte* contents;
            int more = LibSystemd.sd_bus_message_peek_type(message, &type, &contents);
            SdBusErrors.Check(more, "read the type of a value");
            if (more == 0)
                return values.DrainToImmutable();
            values.Add(Read(message, (char)type, contents));
        }
    }

    /// <summary>Reads a signal with its header.</summary>
    internal static BusSignal ReadSignal(nint message) =>
        new(
            Text(LibSystemd.sd_bus_message_get_sender(message)),
            Text(LibSystemd.sd_bus_message_get_path(message)),
            Text(LibSystemd.sd_bus_message_get_interface(message)),
            Text(LibSystemd.sd_bus_message_get_member(message)),
            ReadAll(message));

    private static BusValue Read(nint message, char type, byte* contents) =>
        type switch
        {
            's' => new BusValue.Text(ReadText(message, type)),
            'o' => new BusValue.ObjectPath(ReadText(message, type)),
            'g' => new BusValue.TypeSignature(ReadText(message, type)),
            'b' => new BusValue.Bool(ReadBasic<int>(message, type) != 0),
            'y' => new BusValue.Byte(ReadBasic<byte>(message, type)),
            'n' => new BusValue.Int16(ReadBasic<short>(message, type)),
            'q' => new BusValue.UInt16(ReadBasic<ushort>(message, type)),
            'i' => new BusValue.Int32(ReadBasic<int>(message, type)),
            'u' => new BusValue.UInt32(ReadBasic<uint>(message, type)),
            'x' => new BusValue.Int64(ReadBasic<long>(message, type)),
            't' => new BusValue.UInt64(ReadBasic<ulong>(message, type)),
            'd' => new BusValue.Double(ReadBasic<double>(message, type)),
            'h' => ReadDescriptor(message),
            'a' => new BusValue.Array(Text(contents), ReadContainer(message, type, contents)),
            'r' => new BusValue.Struct(ReadContainer(message, type, contents)),
            'e' => ReadEntry(message, contents),
            'v' => new BusValue.Variant(ReadContainer(message, type, contents)[0]),
            _ => throw new BusException(BusFailure.Malformed, string.Empty, $"cannot read a value of the unknown type {type}"),
        };

    private static BusValue.DictEntry ReadEntry(nint message, byte* contents)
    {
        ImmutableArray<BusValue> pair = ReadContainer(message, 'e', contents);
        return new BusValue.DictEntry(pair[0], pair[1]);
    }

    // The descriptor belongs to the message and is closed with it: its number would name something else later.
    private static BusValue.Descriptor ReadDescriptor(nint message)
    {
        _ = ReadBasic<int>(message, 'h');
        return new BusValue.Descriptor(-1);
    }

    private static ImmutableArray<BusValue> ReadContainer(nint message, char type, byte* contents)
    {
        SdBusErrors.Check(LibSystemd.sd_bus_message_enter_container(message, (byte)type, contents), $"enter a container of type {type}");
        ImmutableArray<BusValue> items = ReadAll(message);
        SdBusErrors.Check(LibSystemd.sd_bus_message_exit_container(message), $"leave a container of type {type}");
        return items;
    }

    private static T ReadBasic<T>(nint message, char type)
        where T : unmanaged
    {
        T value = default;
        SdBusErrors.Check(LibSystemd.sd_bus_message_read_basic(message, (byte)type, &value), $"read a value of type {type}");
        return value;
    }

    private static string ReadText(nint message, char type) => Text((byte*)ReadBasic<nint>(message, type));

    private static string Text(byte* value) => Marshal.PtrToStringUTF8((nint)value) ?? string.Empty;
}
