using Tmds.DBus.Protocol;

namespace OciReconciler.UnitTests.DBus;

/// <summary>Answers to GetAll, among properties of every other type that nobody asked for.</summary>
public sealed class PropertyReaderTests : IAsyncLifetime
{
    private static readonly VariantValue[] Others =
    [
        VariantValue.Byte(1), VariantValue.Int16(-2), VariantValue.UInt16(3), VariantValue.Int64(-4), VariantValue.Double(5.5),
            VariantValue.ObjectPath("/o"),
        VariantValue.Signature("a{sv}"u8), VariantValue.Struct(VariantValue.Byte(1), VariantValue.UInt64(2), VariantValue.String("three")),
        VariantValue.Struct(VariantValue.String("a"), VariantValue.Struct(VariantValue.Byte(1), VariantValue.Array(new ulong[] { 1, 2 })),
            VariantValue.Bool(true)),
        VariantValue.Variant(VariantValue.String("inner")), VariantValue.Array(new ulong[] { 1 }), VariantValue.Array(Array.Empty<ulong>()),
        VariantValue.ArrayOfVariant(new[] { VariantValue.String("x"), VariantValue.UInt64(1) }),
    ];

    private readonly Dictionary<string, VariantValue> _properties = new(StringComparer.Ordinal)
    {
        ["LoadState"] = "loaded",
        ["ActiveState"] = "active",
        ["SubState"] = "running",
        ["FragmentPath"] = "/run/x",
        ["DropInPaths"] = VariantValue.Array(new[] { "/etc/x.conf" }),
        ["NeedDaemonReload"] = true,
        ["UnitFileState"] = "enabled",
        ["InvocationID"] = VariantValue.Array(new byte[] { 0x0a, 0xff }),
        ["StateChangeTimestamp"] = 1_000_000UL,
        ["InactiveEnterTimestampMonotonic"] = 7UL,
        ["Requires"] = VariantValue.Array(new[] { "db.service" }),
        ["Before"] = VariantValue.Array(new[] { "a.service", "b.service" }),
        ["RequiredBy"] = VariantValue.Array(new[] { "b.service" }),
        ["TriggeredBy"] = VariantValue.Array(new[] { "t.timer" }),
        ["Result"] = "signal",
        ["NRestarts"] = 2U,
        ["ExecMainStartTimestampMonotonic"] = 5UL,
        ["ExecMainExitTimestamp"] = 2_000_000UL,
        ["ExecMainCode"] = 2,
        ["ExecMainStatus"] = 9,
    };

    private ManagerFixture? _fixture;
    private SystemdManager? _manager;

    public async ValueTask InitializeAsync()
    {
        _fixture = await ManagerFixture.StartAsync();
        _manager = await _fixture.ConnectAsync();
        _fixture.Systemd.Answer("GetAll", "a{sv}", Write);
    }

    public ValueTask DisposeAsync() => _fixture!.DisposeAsync();

    [Fact]
    public async Task Service_ReadsEachProperty()
    {
        ServiceProperties service = await ServiceAsync();
        UnitProperties unit = service.Unit;
        Assert.Equal(("loaded", "active", "running", "/run/x"), (unit.LoadState, unit.ActiveState, unit.SubState, unit.FragmentPath));
        Assert.Equal(("0aff", true, 7UL), (unit.InvocationId, unit.NeedsDaemonReload, unit.InactiveEnteredAt));
        Assert.Equal(DateTimeOffset.UnixEpoch.AddSeconds(1), unit.StateChangedAt);
        Assert.Equal(["/etc/x.conf"], unit.DropInPaths);
        Assert.Equal(["db.service"], unit.Requires);
        Assert.Equal(["a.service", "b.service", "t.timer"], unit.NamedBy.Order());
        Assert.Equal(["t.timer"], unit.TriggeredBy);
        Assert.Equal("enabled", unit.UnitFileState);
        Assert.Equal(
            ("signal", 2U, 5UL, 2, 9), (service.Result, service.Restarts, service.MainStartedAt, service.MainCode, service.MainStatus));
        Assert.Equal(DateTimeOffset.UnixEpoch.AddSeconds(2), service.MainExitedAt);
    }

    [Fact]
    public async Task Unit_ThatNeverChanged_HasNoTime()
    {
        _properties["StateChangeTimestamp"] = 0UL;
        Assert.Null((await UnitAsync()).StateChangedAt);
    }

    [Fact]
    public async Task Unit_NoService_IsMalformedAsAService()
    {
        _properties.Remove("NRestarts");
        Assert.Equal("loaded", (await UnitAsync()).LoadState);
        Assert.Contains("NRestarts", (await Assert.ThrowsAsync<BusException>(ServiceAsync)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_WithoutALoadState_IsMalformed()
    {
        _properties.Remove("LoadState");
        Assert.Equal(BusFailure.Malformed, (await Assert.ThrowsAsync<BusException>(UnitAsync)).Failure);
    }

    [Theory]
    [InlineData("LoadState")]
    [InlineData("Requires")]
    [InlineData("NeedDaemonReload")]
    [InlineData("InvocationID")]
    public async Task Property_OfAnotherType_IsMalformedAndTheConnectionGoesOn(string name)
    {
        var right = _properties[name];
        _properties[name] = 1U;
        Assert.Equal(BusFailure.Malformed, (await Assert.ThrowsAsync<BusException>(UnitAsync)).Failure);
        _properties[name] = right;
        Assert.Equal("loaded", (await UnitAsync()).LoadState);
    }

    private Task<UnitProperties> UnitAsync() => _manager!.GetUnitAsync("a.service", CancellationToken.None);

    private Task<ServiceProperties> ServiceAsync() => _manager!.GetServiceAsync("a.service", CancellationToken.None);

    // Another one before each, so that each is read at every alignment.
    private void Write(ref MessageWriter writer)
    {
        var other = 0;
        ArrayStart start = writer.WriteDictionaryStart();
        foreach (var (name, value) in _properties)
        {
            WriteEntry(ref writer, $"Other{new string('x', other)}", Others[other++ % Others.Length]);
            WriteEntry(ref writer, name, value);
        }

        writer.WriteDictionaryEnd(start);
    }

    private static void WriteEntry(ref MessageWriter writer, string name, VariantValue value)
    {
        writer.WriteDictionaryEntryStart();
        writer.WriteString(name);
        writer.WriteVariant(value);
    }
}
