using System.IO.Pipes;
using Tmds.DBus.Protocol;

namespace OciReconciler.UnitTests.DBus;

/// <summary>Single calls: what is sent and what is made of the answers.</summary>
public sealed class ManagerCallTests : IAsyncLifetime
{
    private const string Unit = "podman-web.service";

    private ManagerFixture? _fixture;
    private SystemdManager? _manager;

    private static CancellationToken None => CancellationToken.None;

    private ManagerFixture Fixture => _fixture!;

    private ScriptedSystemd Systemd => Fixture.Systemd;

    private SystemdManager Manager => _manager!;

    public async ValueTask InitializeAsync()
    {
        _fixture = await ManagerFixture.StartAsync();
        _manager = await _fixture.ConnectAsync();
        Systemd.Answer("ResetFailedUnit", _ => { });
        Systemd.Answer("ListUnitsByPatterns", "a(ssssssouso)", (ref MessageWriter writer) => WriteRows(ref writer, 1));
    }

    public async ValueTask DisposeAsync()
    {
        await Fixture.Bus.ContinueAsync();
        await Fixture.DisposeAsync();
    }

    [Fact]
    public async Task ListUnits_ReadsARow() => Assert.Equal(
        [new UnitStatus("a0.service", "about a", "loaded", "active", "running", 9, "start")],
        await Manager.ListUnitsByPatternsAsync(["a*"], None));

    [Fact]
    public async Task ListUnits_ManyRows_AllAreRead()
    {
        Systemd.Answer("ListUnitsByPatterns", "a(ssssssouso)", (ref MessageWriter writer) => WriteRows(ref writer, 5000));
        IReadOnlyList<UnitStatus> rows = await Manager.ListUnitsByPatternsAsync([], None);
        Assert.Equal(5000, rows.Count);
        Assert.Equal("a4999.service", rows[^1].Name);
    }

    [Fact]
    public async Task ListUnitsByNames_ReadsARow()
    {
        Systemd.Answer("ListUnitsByNames", "a(ssssssouso)", (ref MessageWriter writer) => WriteRows(ref writer, 2));
        Assert.Equal("a1.service", (await Manager.ListUnitsByNamesAsync(["a0.service", "a1.service"], None))[1].Name);
    }

    [Fact]
    public async Task GetUnitFileState_NoFile_IsAnAnswerAndNoFailure()
    {
        var failures = new List<BusFailure>();
        SystemdManager manager = await Fixture.ConnectAsync(Fixture.Options with { Failed = failures.Add }, TimeProvider.System);
        Systemd.Answer("GetUnitFileState", "s", (ref MessageWriter writer) => writer.WriteString("masked"));
        Assert.Equal("masked", await manager.GetUnitFileStateAsync(Unit, None));

        Systemd.Fail("GetUnitFileState", "org.freedesktop.DBus.Error.FileNotFound", "No such file or directory");
        Assert.Null(await manager.GetUnitFileStateAsync(Unit, None));
        Assert.Empty(failures);

        Systemd.Fail("GetUnitFileState", "org.freedesktop.DBus.Error.AccessDenied");
        await Assert.ThrowsAsync<BusException>(() => manager.GetUnitFileStateAsync(Unit, None));
        Assert.Equal([BusFailure.ErrorReply], failures);
    }

    [Fact]
    public async Task ListUnitFiles_ReadsARow()
    {
        Systemd.Answer("ListUnitFilesByPatterns", "a(ss)", (ref MessageWriter writer) =>
        {
            ArrayStart rows = writer.WriteArrayStart(DBusType.Struct);
            writer.WriteStructureStart();
            writer.WriteString("/etc/systemd/system/a.service");
            writer.WriteString("masked");
            writer.WriteArrayEnd(rows);
        });
        Assert.Equal([new UnitFile("/etc/systemd/system/a.service", "masked")], await Manager.ListUnitFilesByPatternsAsync(["a"], None));
    }

    [Fact]
    public async Task Reply_OfAnotherShape_IsMalformedAndTheConnectionGoesOn()
    {
        Systemd.Answer("ListUnitsByPatterns", "s", (ref MessageWriter writer) => writer.WriteString("what"));
        BusException error = await Assert.ThrowsAsync<BusException>(() => Manager.ListUnitsByPatternsAsync([], None));
        Assert.Equal(BusFailure.Malformed, error.Failure);
        Assert.Contains("ListUnitsByPatterns", error.Message, StringComparison.Ordinal);
        Systemd.AnswerWithJob("StartUnit", "/j");
        Systemd.Answer("StopUnit", _ => { });
        Assert.Equal("/j", (await Manager.StartUnitAsync(Unit, JobMode.Replace, None)).Path);
        Assert.Equal(
            BusFailure.Malformed,
            (await Assert.ThrowsAsync<BusException>(() => Manager.StopUnitAsync(Unit, JobMode.Replace, None))).Failure);
    }

    [Fact]
    public async Task ErrorReply_KeepsNameAndMessage()
    {
        Systemd.Fail("StopUnit", SystemdErrors.NoSuchUnit, "Unit web.service not loaded.");
        BusException error = await Assert.ThrowsAsync<BusException>(() => Manager.StopUnitAsync(Unit, JobMode.Replace, None));
        Assert.Equal(
            (BusFailure.ErrorReply, SystemdErrors.NoSuchUnit, "Unit web.service not loaded."),
            (error.Failure, error.ErrorName, error.Message));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0xd800)]
    public async Task Text_ThatTheBusDoesNotCarry_FailsOnlyThisCall(int character)
    {
        string text = $"a{(char)character}b";
        BusException error = await Assert.ThrowsAsync<BusException>(() => Manager.ResetFailedUnitAsync(text, None));
        Assert.Equal(BusFailure.Malformed, error.Failure);
        var unit = new TransientUnit(Unit, [new TransientProperty.Texts("Environment", [text])]);
        error = await Assert.ThrowsAsync<BusException>(() => Manager.StartTransientUnitAsync(unit, JobMode.Replace, [], None));
        Assert.Equal(BusFailure.Malformed, error.Failure);
        await Manager.ResetFailedUnitAsync(Unit, None);
    }

    [Fact]
    public async Task ErrorReply_WithoutAMessage_SaysWhichCallFailed()
    {
        Systemd.Answer("StopUnit", context => context.ReplyError("org.test.No"));
        BusException error = await Assert.ThrowsAsync<BusException>(() => Manager.StopUnitAsync(Unit, JobMode.Replace, None));
        Assert.Equal(("org.test.No", "StopUnit failed with org.test.No"), (error.ErrorName, error.Message));
    }

    [Fact]
    public async Task Descriptor_ThatIsClosed_IsRefusedAndCountedAsAFailure()
    {
        List<BusFailure> failed = [];
        SystemdManager manager = await Fixture.ConnectAsync(Fixture.Options with { Failed = failed.Add }, TimeProvider.System);
        using var pipe = new AnonymousPipeServerStream(PipeDirection.In);
        pipe.DisposeLocalCopyOfClientHandle();
        var unit = new TransientUnit(Unit, [new TransientProperty.Descriptor("StandardOutputFileDescriptor", pipe.ClientSafePipeHandle)]);
        BusException error = await Assert.ThrowsAsync<BusException>(() => manager.StartTransientUnitAsync(unit, JobMode.Replace, [], None));
        Assert.Contains("StandardOutputFileDescriptor is closed", error.Message, StringComparison.Ordinal);
        Assert.Equal([BusFailure.Malformed], failed);
    }

    private static void WriteRows(ref MessageWriter writer, int count)
    {
        ArrayStart rows = writer.WriteArrayStart(DBusType.Struct);
        for (int i = 0; i < count; i++)
        {
            writer.WriteStructureStart();
            foreach (string text in new[] { $"a{i}.service", "about a", "loaded", "active", "running", "" })
                writer.WriteString(text);
            writer.WriteObjectPath("/a");
            writer.WriteUInt32(9);
            writer.WriteString("start");
            writer.WriteObjectPath("/j");
        }

        writer.WriteArrayEnd(rows);
    }
}
