using Tmds.DBus.Protocol;

namespace OciReconciler.DBus.Units;

/// <summary>
/// Reads variants of a known type, and passes over others. A variant of another type is a <see cref="DBusReadException"/>.
/// </summary>
internal static class VariantReading
{
    /// <summary>s.</summary>
    internal static string ReadTextVariant(this ref Reader reader)
    {
        reader.ReadSignature("s"u8);
        return reader.ReadString();
    }

    /// <summary>as. Not by the library's reader of arrays: it can read arrays of everything, and takes the code for it along.</summary>
    internal static List<string> ReadTextsVariant(this ref Reader reader)
    {
        reader.ReadSignature("as"u8);
        var texts = new List<string>();
        ArrayEnd end = reader.ReadArrayStart(DBusType.String);
        while (reader.HasNext(end))
            texts.Add(reader.ReadString());
        return texts;
    }

    /// <summary>ay.</summary>
    internal static byte[] ReadBytesVariant(this ref Reader reader)
    {
        reader.ReadSignature("ay"u8);
        return reader.ReadArrayOfByte();
    }

    /// <summary>b.</summary>
    internal static bool ReadBoolVariant(this ref Reader reader)
    {
        reader.ReadSignature("b"u8);
        return reader.ReadBool();
    }

    /// <summary>i.</summary>
    internal static int ReadInt32Variant(this ref Reader reader)
    {
        reader.ReadSignature("i"u8);
        return reader.ReadInt32();
    }

    /// <summary>u.</summary>
    internal static uint ReadUInt32Variant(this ref Reader reader)
    {
        reader.ReadSignature("u"u8);
        return reader.ReadUInt32();
    }

    /// <summary>t.</summary>
    internal static ulong ReadUInt64Variant(this ref Reader reader)
    {
        reader.ReadSignature("t"u8);
        return reader.ReadUInt64();
    }

    /// <summary>v, whatever is in it.</summary>
    internal static void SkipVariant(ref Reader reader) => Skip(ref reader, reader.ReadSignatureAsSpan());

    private static void Skip(ref Reader reader, ReadOnlySpan<byte> types)
    {
        while (!types.IsEmpty)
        {
            int length = LengthOfFirst(types);
            SkipValue(ref reader, types[..length]);
            types = types[length..];
        }
    }

    private static void SkipValue(ref Reader reader, ReadOnlySpan<byte> type)
    {
        if (SkipNumber(ref reader, (DBusType)type[0]))
            return;
        switch ((DBusType)type[0])
        {
            case DBusType.String or DBusType.ObjectPath:
                reader.ReadStringAsSpan();
                break;
            case DBusType.Signature:
                reader.ReadSignatureAsSpan();
                break;
            case DBusType.Variant:
                SkipVariant(ref reader);
                break;
            case DBusType.Array:
                reader.SkipTo(reader.ReadArrayStart((DBusType)type[1]));
                break;
            case DBusType.Struct:
                reader.AlignStruct();
                Skip(ref reader, type[1..^1]);
                break;
            default:
                throw new DBusUnexpectedValueException($"a value has the unknown type {(char)type[0]}");
        }
    }

    private static bool SkipNumber(ref Reader reader, DBusType type)
    {
        switch (type)
        {
            case DBusType.Byte:
                reader.ReadByte();
                return true;
            case DBusType.Int16 or DBusType.UInt16:
                reader.ReadUInt16();
                return true;
            case DBusType.Bool or DBusType.Int32 or DBusType.UInt32 or DBusType.UnixFd:
                reader.ReadUInt32();
                return true;
            case DBusType.Int64 or DBusType.UInt64 or DBusType.Double:
                reader.ReadUInt64();
                return true;
            default:
                return false;
        }
    }

    // A signature's first complete type is a letter, an array with its item, or all between two brackets.
    private static int LengthOfFirst(ReadOnlySpan<byte> types)
    {
        int length = 0;
        int depth = 0;
        do
        {
            if (length == types.Length)
                throw new DBusUnexpectedValueException("a value has a type that is not complete");
            depth += types[length] switch
            {
                (byte)'(' or (byte)'{' => 1,
                (byte)')' or (byte)'}' => -1,
                _ => 0,
            };
        }
        while (types[length++] == (byte)'a' || depth > 0);
        return length;
    }
}
