using System.IO.Pipes;
using Microsoft.Win32.SafeHandles;
using Tmds.DBus.Protocol;

namespace OciReconciler.UnitTests.DBus;

/// <summary>What a StartTransientUnit call carries, as systemd's side of the bus reads it.</summary>
public sealed class TransientUnitTests : IAsyncLifetime
{
    private static readonly ExecLine Line = new("/bin/echo", ["echo", "$HOME", "a$$b", "%h", ""], IgnoreFailure: true);

    private readonly List<(string Name, VariantValue Value)> _received = [];
    private SafeFileHandle? _descriptor;
    private ManagerFixture? _fixture;
    private SystemdManager? _manager;

    public async ValueTask InitializeAsync()
    {
        _fixture = await ManagerFixture.StartAsync();
        _manager = await _fixture.ConnectAsync();
        _fixture.Systemd.Answer("StartTransientUnit", context =>
        {
            Receive(context.Request);
            MessageWriter writer = context.CreateReplyWriter("o");
            writer.WriteObjectPath("/job/1");
            context.Reply(writer.CreateMessage());
        });
    }

    public ValueTask DisposeAsync() => _fixture!.DisposeAsync();

    [Fact]
    public async Task Properties_HaveTheTypesThatSystemdWants()
    {
        await SendAsync(
            new TransientProperty.Text("Description", "für a\nb"),
            new TransientProperty.Texts("After", ["a.service", "b.service"]),
            new TransientProperty.Texts("Wants", []),
            new TransientProperty.Bool("Delegate", true),
            new TransientProperty.Number("SocketMode", 0b110_000_000),
            new TransientProperty.Large("CapabilityBoundingSet", 3),
            new TransientProperty.Duration("TimeoutStartUSec", null),
            new TransientProperty.Duration("TimeoutStopUSec", TimeSpan.FromSeconds(120)),
            new TransientProperty.Large("MemoryMax", 1UL << 40),
            new TransientProperty.Credentials([("identity", "/etc/age.key")]),
            new TransientProperty.ListenStream("/run/x"));
        Assert.Equal(
            [
                ("Description", VariantValue.String("für a\nb").ToString()),
                ("After", VariantValue.Array(new[] { "a.service", "b.service" }).ToString()),
                ("Wants", VariantValue.Array(Array.Empty<string>()).ToString()),
                ("Delegate", VariantValue.Bool(true).ToString()),
                ("SocketMode", VariantValue.UInt32(0b110_000_000).ToString()),
                ("CapabilityBoundingSet", VariantValue.UInt64(3).ToString()),
                ("TimeoutStartUSec", VariantValue.UInt64(ulong.MaxValue).ToString()),
                ("TimeoutStopUSec", VariantValue.UInt64(120_000_000).ToString()),
                ("MemoryMax", VariantValue.UInt64(1UL << 40).ToString()),
            ],
            _received.SkipLast(2).Select(property => (property.Name, property.Value.ToString())));
        VariantValue credential = _received[^2].Value;
        Assert.Equal("LoadCredential", _received[^2].Name);
        Assert.Equal("identity", credential.GetItem(0).GetItem(0).GetString());
        Assert.Equal("/etc/age.key", credential.GetItem(0).GetItem(1).GetString());
        VariantValue listen = _received[^1].Value;
        Assert.Equal("Stream", listen.GetItem(0).GetItem(0).GetString());
        Assert.Equal("/run/x", listen.GetItem(0).GetItem(1).GetString());
    }

    [Fact]
    public async Task SandboxProperties_HaveTheTypesThatSystemdWants()
    {
        await SendAsync(
            new TransientProperty.Large("LimitFSIZE", 1UL << 40),
            new TransientProperty.SignedNumber("SystemCallErrorNumber", 1),
            new TransientProperty.Filter("SystemCallFilter", Allows: false, ["@privileged", "@resources"]),
            new TransientProperty.Credentials([("key", "/etc/key"), ("ca", "ca")]),
            new TransientProperty.ReadOnlyBinds(["/srv/a", "/srv/b"]));
        Assert.Equal(
            ["LimitFSIZE", "SystemCallErrorNumber", "SystemCallFilter", "LoadCredential", "BindReadOnlyPaths"],
            _received.Select(property => property.Name));
        Assert.Equal(1UL << 40, _received[0].Value.GetUInt64());
        Assert.Equal(1, _received[1].Value.GetInt32());
        Assert.False(_received[2].Value.GetItem(0).GetBool());
        Assert.Equal(["@privileged", "@resources"], _received[2].Value.GetItem(1).GetArray<string>());
        var credential = _received[3].Value.GetItem(1);
        Assert.Equal(("ca", "ca"), (credential.GetItem(0).GetString(), credential.GetItem(1).GetString()));
        var bind = _received[4].Value.GetItem(1);
        Assert.Equal(("/srv/b", "/srv/b"), (bind.GetItem(0).GetString(), bind.GetItem(1).GetString()));
        Assert.False(bind.GetItem(2).GetBool());
        Assert.Equal(0x4000UL, bind.GetItem(3).GetUInt64());
    }

    [Fact]
    public async Task Asserts_HaveTriggersAndNegations()
    {
        await SendAsync(new TransientProperty.Asserts("AssertPathExists", ["|!/run/a", "|/run/a/b", "!/c", "/d"]));

        Assert.Equal("Asserts", _received[0].Name);
        var asserts = _received[0].Value;
        Assert.Equal(
            [("AssertPathExists", true, true, "/run/a"), ("AssertPathExists", true, false, "/run/a/b"),
                ("AssertPathExists", false, true, "/c"), ("AssertPathExists", false, false, "/d")],
            Enumerable.Range(0, asserts.Count).Select(index => asserts.GetItem(index))
                .Select(
                    item => (item.GetItem(0).GetString(), item.GetItem(1).GetBool(), item.GetItem(2).GetBool(), item.GetItem(3)
                        .GetString())));
    }

    [Fact]
    public async Task AuxiliaryUnits_FollowTheUnit()
    {
        await _manager!.StartTransientUnitAsync(
            new TransientUnit("a.slice", [new TransientProperty.Text("Description", "a")]),
            JobMode.Fail,
            [new TransientUnit("b.service", [new TransientProperty.Text("Description", "b")]), new TransientUnit("c.service", [])],
            CancellationToken.None);
        Assert.Equal(
            ["a.slice", "fail", "Description", "b.service", "Description", "c.service"], _received.Select(property => property.Name));
    }

    [Fact]
    public async Task Exec_254_SendsTheExFormLiterally()
    {
        VariantValue command = await CommandAsync("ExecStart", Line, 254, "ExecStartEx");
        Assert.Equal("/bin/echo", command.GetItem(0).GetString());
        Assert.Equal(["echo", "$HOME", "a$$b", "%h", ""], command.GetItem(1).GetArray<string>());
        Assert.Equal(["no-env-expand", "ignore-failure"], command.GetItem(2).GetArray<string>());
    }

    [Fact]
    public async Task Exec_253_SendsThePlainFormWithDoubledDollars()
    {
        VariantValue command = await CommandAsync("ExecStopPost", Line, 253, "ExecStopPost");
        Assert.Equal(["echo", "$$HOME", "a$$$$b", "%h", ""], command.GetItem(1).GetArray<string>());
        Assert.True(command.GetItem(2).GetBool());
    }

    [Fact]
    public async Task Exec_WithoutIgnoreFailure_SaysSo()
    {
        ExecLine strict = Line with { IgnoreFailure = false };
        Assert.Equal(["no-env-expand"], (await CommandAsync("ExecStart", strict, 257, "ExecStartEx")).GetItem(2).GetArray<string>());
        Assert.False((await CommandAsync("ExecStart", strict, 252, "ExecStart")).GetItem(2).GetBool());
    }

    [Theory]
    [InlineData("echo")]
    [InlineData("/opt/$x/echo")]
    public void Exec_PathThatSystemdWouldNotKeep_IsRefused(string path) =>
        Assert.Throws<ArgumentException>(() => new ExecProperty("ExecStart", [Line with { Path = path }], 257));

    [Fact]
    public void Exec_NoArguments_IsRefused() =>
        Assert.Throws<ArgumentException>(() => new ExecProperty("ExecStart", [Line with { Arguments = [] }], 257));

    // A pipe's writing end goes to systemd: its reader sees the end when systemd's copy, the last one, is closed.
    [Fact]
    public async Task Descriptor_ArrivesAndThisSidesCopyIsClosed()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.In);
        await SendAsync(new TransientProperty.Descriptor("StandardOutputFileDescriptor", pipe.ClientSafePipeHandle));
        using (var received = new FileStream(_descriptor!, FileAccess.Write))
            received.Write("from systemd"u8);
        Assert.True(pipe.ClientSafePipeHandle.IsClosed);
        using var reader = new StreamReader(pipe);
        Assert.Equal("from systemd", await reader.ReadToEndAsync().WaitAsync(ManagerFixture.Guard));
    }

    [Fact]
    public async Task Descriptor_OfACallThatCannotBeSent_IsClosedToo()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.In);
        await Assert.ThrowsAsync<BusException>(() => SendAsync(
            new TransientProperty.Descriptor("StandardOutputFileDescriptor", pipe.ClientSafePipeHandle),
            new TransientProperty.Text("Description", "\0")));
        Assert.True(pipe.ClientSafePipeHandle.IsClosed);
    }

    private async Task<VariantValue> CommandAsync(string property, ExecLine line, int version, string name)
    {
        _received.Clear();
        await SendAsync(new ExecProperty(property, [line], version));
        var (received, value) = Assert.Single(_received);
        Assert.Equal(name, received);
        return value.GetItem(0);
    }

    private Task<SystemdJob> SendAsync(params ImmutableArray<TransientProperty> properties) =>
        _manager!.StartTransientUnitAsync(new TransientUnit("a.service", properties), JobMode.Replace, [], CancellationToken.None);

    private void Receive(Message message)
    {
        Reader reader = message.GetBodyReader();
        string unit = reader.ReadString();
        string mode = reader.ReadString();
        if (mode == "fail")
            _received.AddRange([(unit, default), (mode, default)]);
        ReceiveProperties(ref reader);
        ArrayEnd units = reader.ReadArrayStart(DBusType.Struct);
        while (reader.HasNext(units))
        {
            reader.AlignStruct();
            _received.Add((reader.ReadString(), default));
            ReceiveProperties(ref reader);
        }
    }

    private void ReceiveProperties(ref Reader reader)
    {
        ArrayEnd end = reader.ReadArrayStart(DBusType.Struct);
        while (reader.HasNext(end))
        {
            reader.AlignStruct();
            var property = (Name: reader.ReadString(), Value: reader.ReadVariantValue());
            _received.Add(property);
            // A descriptor is the message's, and goes with it.
            if (property.Value.Type == VariantValueType.UnixFd)
                _descriptor = property.Value.ReadHandle<SafeFileHandle>();
        }
    }
}
