using System.Collections.Immutable;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using CsCheck;
using OciReconciler.DBus.Bus;
using OciReconciler.DBus.SdBus;

namespace OciReconciler.UnitTests.DBus;

/// <summary>Values through a real sd_bus_message: written, sealed, read back. Needs libsystemd, as the product does; no bus.</summary>
public sealed partial class SdBusCodecTests : IDisposable
{
    private static readonly Gen<string> AnyText = Gen.String[Gen.Char['\u0001', '\ud7ff'], 0, 30];

    private static readonly Gen<BusValue> Basic = Gen.OneOf<BusValue>(
        AnyText.Select(BusValue (text) => new BusValue.Text(text)),
        Gen.String[Gen.Char["abz_09"], 1, 10].Select(BusValue (name) => new BusValue.ObjectPath("/" + name)),
        Gen.OneOf(Gen.Const("s"), Gen.Const("a{sv}"), Gen.Const("(sasas)"), Gen.Const("")).Select(BusValue (text) => new BusValue.TypeSignature(text)),
        Gen.Bool.Select(BusValue (value) => new BusValue.Bool(value)),
        Gen.Byte.Select(BusValue (value) => new BusValue.Byte(value)),
        Gen.Short.Select(BusValue (value) => new BusValue.Int16(value)),
        Gen.UShort.Select(BusValue (value) => new BusValue.UInt16(value)),
        Gen.Int.Select(BusValue (value) => new BusValue.Int32(value)),
        Gen.UInt.Select(BusValue (value) => new BusValue.UInt32(value)),
        Gen.Long.Select(BusValue (value) => new BusValue.Int64(value)),
        Gen.ULong.Select(BusValue (value) => new BusValue.UInt64(value)),
        Gen.Double.Select(BusValue (value) => new BusValue.Double(value)));

    private readonly string _socketPath = Path.Combine(Path.GetTempPath(), $"codec-{Guid.NewGuid():N}");
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly BusHandle _bus;

    public SdBusCodecTests()
    {
        _listener.Bind(new UnixDomainSocketEndPoint(_socketPath));
        _listener.Listen();
        _bus = BusHandle.OpenAddress($"unix:path={_socketPath}");
    }

    public void Dispose()
    {
        _bus.Dispose();
        _listener.Dispose();
        File.Delete(_socketPath);
    }

    [Fact]
    public void AnyValue_ComesBackAsItWas() =>
        Values(3).Sample(
            value =>
            {
                BusValue back = RoundTrip(value);
                Assert.Equal(value.Signature, back.Signature);
                Assert.Equal(Show(value), Show(back));
            },
            iter: 2000,
            threads: 1);

    [Fact]
    public void Descriptor_IsWrittenAndReadAsMinusOne()
    {
        using var file = File.OpenHandle(Path.GetTempPath() + "/codec-" + Guid.NewGuid().ToString("N"), FileMode.CreateNew, FileAccess.Write, options: FileOptions.DeleteOnClose);
        Assert.Equal(new BusValue.Descriptor(-1), RoundTrip(new BusValue.Descriptor((int)file.DangerousGetHandle())));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0xd800)]
    public void Text_WithANulOrALoneSurrogate_IsRefusedNotCut(int character)
    {
        BusException error = Assert.Throws<BusException>(() => RoundTrip(new BusValue.Text($"a{(char)character}b")));
        Assert.Equal(BusFailure.Malformed, error.Failure);
    }

    [Fact]
    public void BadSignatures_AreRefused()
    {
        Assert.Throws<BusException>(() => RoundTrip(new BusValue.ObjectPath("no path")));
        Assert.Throws<BusException>(() => RoundTrip(new BusValue.Array("s", [new BusValue.UInt32(1)])));
        Assert.Throws<BusException>(() => RoundTrip(new BusValue.Descriptor(-1)));
        Assert.Throws<BusException>(() => RoundTrip(new BusValue.Struct([])));
    }

    // Arrays repeat one value, so that all items have one type.
    private static Gen<BusValue> Values(int depth) =>
        depth == 0
            ? Basic
            : Gen.OneOf(
                Basic,
                Gen.Select(Values(depth - 1), Gen.Int[0, 3]).Select(
                    BusValue (pair) => new BusValue.Array(pair.Item1.Signature, [.. Enumerable.Repeat(pair.Item1, pair.Item2)])),
                Values(depth - 1).Array[1, 4].Select(BusValue (fields) => new BusValue.Struct([.. fields])),
                Values(depth - 1).Select(BusValue (value) => new BusValue.Variant(value)),
                Gen.Select(AnyText, Values(depth - 1)).Select(BusValue (pair) => Dictionary(pair.Item1, pair.Item2)));

    private static BusValue.Array Dictionary(string key, BusValue value)
    {
        var entry = new BusValue.DictEntry(new BusValue.Text(key), value);
        return new BusValue.Array(entry.Signature, [entry]);
    }

    private static string Show(BusValue value) =>
        value switch
        {
            BusValue.Array array => $"a{array.ItemSignature}[{Show(array.Items)}]",
            BusValue.Struct fields => $"({Show(fields.Fields)})",
            BusValue.DictEntry entry => $"{{{Show(entry.Key)}:{Show(entry.Value)}}}",
            BusValue.Variant variant => $"<{Show(variant.Value)}>",
            BusValue.Double number => $"d{BitConverter.DoubleToInt64Bits(number.Value)}",
            _ => value.ToString(),
        };

    private static string Show(ImmutableArray<BusValue> values) => string.Join(",", values.Select(Show));

    [LibraryImport("libsystemd.so.0")]
    private static partial int sd_bus_message_seal(nint message, ulong cookie, ulong timeout);

    [LibraryImport("libsystemd.so.0")]
    private static partial int sd_bus_message_rewind(nint message, int complete);

    private BusValue RoundTrip(BusValue value)
    {
        using var message = MessageHandle.ForCall(_bus, new BusCall("a.b", "/", "a.b", "C", value));
        Assert.True(sd_bus_message_seal(message.Value, 1, 0) >= 0);
        Assert.True(sd_bus_message_rewind(message.Value, 1) >= 0);
        return Assert.Single(SdBusReader.ReadAll(message.Value));
    }
}
