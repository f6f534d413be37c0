using System.Collections.Immutable;
using System.Text;
using OciReconciler.DBus.Bus;

namespace OciReconciler.DBus.SdBus;

/// <summary>BusValue to sd_bus_message. Pump thread only.</summary>
internal static unsafe class SdBusWriter
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Appends one value. Descriptors are duplicated into the message.</summary>
    /// <exception cref="BusException">Malformed: the value has no D-Bus form.</exception>
    internal static void Append(nint message, BusValue value)
    {
        switch (value)
        {
            case BusValue.Text text:
                AppendText(message, 's', text.Value);
                break;
            case BusValue.ObjectPath path:
                AppendText(message, 'o', path.Value);
                break;
            case BusValue.TypeSignature signature:
                AppendText(message, 'g', signature.Value);
                break;
            case BusValue.Array array:
                AppendContainer(message, 'a', array.ItemSignature, array.Items);
                break;
            case BusValue.Struct fields:
                AppendContainer(message, 'r', string.Concat(fields.Fields.Select(field => field.Signature)), fields.Fields);
                break;
            case BusValue.DictEntry entry:
                AppendContainer(message, 'e', entry.Key.Signature + entry.Value.Signature, [entry.Key, entry.Value]);
                break;
            case BusValue.Variant variant:
                AppendContainer(message, 'v', variant.Value.Signature, [variant.Value]);
                break;
            default:
                AppendNumber(message, value);
                break;
        }
    }

    private static void AppendNumber(nint message, BusValue value)
    {
        switch (value)
        {
            case BusValue.Bool flag:
                AppendBasic(message, 'b', flag.Value ? 1 : 0);
                break;
            case BusValue.Byte number:
                AppendBasic(message, 'y', number.Value);
                break;
            case BusValue.Int16 number:
                AppendBasic(message, 'n', number.Value);
                break;
            case BusValue.UInt16 number:
                AppendBasic(message, 'q', number.Value);
                break;
            case BusValue.Int32 number:
                AppendBasic(message, 'i', number.Value);
                break;
            case BusValue.UInt32 number:
                AppendBasic(message, 'u', number.Value);
                break;
            case BusValue.Int64 number:
                AppendBasic(message, 'x', number.Value);
                break;
            case BusValue.UInt64 number:
                AppendBasic(message, 't', number.Value);
                break;
            case BusValue.Double number:
                AppendBasic(message, 'd', number.Value);
                break;
            case BusValue.Descriptor descriptor:
                AppendBasic(message, 'h', descriptor.Value);
                break;
            default:
                throw Unwritable($"a value of the unknown kind {value.GetType().Name}");
        }
    }

    private static void AppendBasic<T>(nint message, char type, T value)
        where T : unmanaged =>
        SdBusErrors.Check(LibSystemd.sd_bus_message_append_basic(message, (byte)type, &value), $"write a value of type {type}");

    private static void AppendText(nint message, char type, string value)
    {
        if (value.Contains('\0', StringComparison.Ordinal))
            throw Unwritable("a string with a NUL in it");
        byte[] bytes;
        try
        {
            bytes = StrictUtf8.GetBytes(value + '\0');
        }
        catch (EncoderFallbackException)
        {
            throw Unwritable("a string that is not Unicode (a lone surrogate)");
        }

        fixed (byte* start = bytes)
        {
            SdBusErrors.Check(LibSystemd.sd_bus_message_append_basic(message, (byte)type, start), $"write a value of type {type}");
        }
    }

    private static void AppendContainer(nint message, char type, string contents, ImmutableArray<BusValue> items)
    {
        string attempt = $"write a container of type {type} with {contents}";
        SdBusErrors.Check(LibSystemd.sd_bus_message_open_container(message, (byte)type, contents), attempt);
        foreach (BusValue item in items)
            Append(message, item);
        SdBusErrors.Check(LibSystemd.sd_bus_message_close_container(message), attempt);
    }

    private static BusException Unwritable(string what) =>
        new(BusFailure.Malformed, string.Empty, $"cannot write {what} into a D-Bus message");
}
