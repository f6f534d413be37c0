using System.Collections.Immutable;
using OciReconciler.DBus.Bus;

namespace OciReconciler.DBus.Systemd;

/// <summary>Takes typed values out of a <see cref="BusValue"/>. Variants are unwrapped. A value of another type throws <see cref="BusFailure.Malformed"/>.</summary>
public static class BusValueReader
{
    /// <summary>s, o or g.</summary>
    public static string AsText(this BusValue value) =>
        Unwrap(value) switch
        {
            BusValue.Text text => text.Value,
            BusValue.ObjectPath path => path.Value,
            BusValue.TypeSignature signature => signature.Value,
            var other => throw Wrong(other, "a string"),
        };

    /// <summary>as, ao or ag.</summary>
    public static ImmutableArray<string> AsTexts(this BusValue value) => [.. value.AsItems().Select(AsText)];

    /// <summary>b.</summary>
    public static bool AsBool(this BusValue value) =>
        Unwrap(value) is BusValue.Bool flag ? flag.Value : throw Wrong(Unwrap(value), "a boolean");

    /// <summary>i.</summary>
    public static int AsInt32(this BusValue value) =>
        Unwrap(value) is BusValue.Int32 number ? number.Value : throw Wrong(Unwrap(value), "an int32");

    /// <summary>u.</summary>
    public static uint AsUInt32(this BusValue value) =>
        Unwrap(value) is BusValue.UInt32 number ? number.Value : throw Wrong(Unwrap(value), "a uint32");

    /// <summary>t.</summary>
    public static ulong AsUInt64(this BusValue value) =>
        Unwrap(value) is BusValue.UInt64 number ? number.Value : throw Wrong(Unwrap(value), "a uint64");

    /// <summary>ay as hex digits.</summary>
    public static string AsHex(this BusValue value) => Convert.ToHexStringLower(
        [.. value.AsItems().Select(item => item is BusValue.Byte part ? part.Value : throw Wrong(item, "a byte"))]);

    /// <summary>The items of an array, or the fields of a struct.</summary>
    public static ImmutableArray<BusValue> AsItems(this BusValue value) =>
        Unwrap(value) switch
        {
            BusValue.Array array => array.Items,
            BusValue.Struct fields => fields.Fields,
            var other => throw Wrong(other, "an array or struct"),
        };

    /// <summary>a{sv}, its variants unwrapped.</summary>
    public static IReadOnlyDictionary<string, BusValue> AsProperties(this BusValue value)
    {
        var properties = new Dictionary<string, BusValue>(StringComparer.Ordinal);
        foreach (BusValue item in value.AsItems())
        {
            if (item is not BusValue.DictEntry entry)
                throw Wrong(item, "an entry of a dictionary");
            properties[entry.Key.AsText()] = Unwrap(entry.Value);
        }

        return properties;
    }

    /// <summary>The value inside all its variants.</summary>
    public static BusValue Unwrap(this BusValue value)
    {
        while (value is BusValue.Variant variant)
            value = variant.Value;
        return value;
    }

    /// <summary>One value of a message's body.</summary>
    /// <param name="body">The body.</param>
    /// <param name="index">From 0.</param>
    /// <exception cref="BusException">Malformed: the body is shorter.</exception>
    public static BusValue At(this IReadOnlyList<BusValue> body, int index) =>
        index < body.Count
            ? body[index]
            : throw new BusException(BusFailure.Malformed, string.Empty, $"a message has {body.Count} values where at least {index + 1} were expected");

    private static BusException Wrong(BusValue found, string wanted) =>
        new(BusFailure.Malformed, string.Empty, $"a value has the D-Bus type {found.Signature} where {wanted} was expected");
}
