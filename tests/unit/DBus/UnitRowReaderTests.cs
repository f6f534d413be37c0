using Tmds.DBus.Protocol;

namespace OciReconciler.UnitTests.DBus;

/// <summary>What a listing gives again of the listing before.</summary>
public sealed class UnitRowReaderTests : IAsyncLifetime
{
    private static readonly UnitStatus[] Rows =
    [
        Row("oci-a.slice", "Löwe in 東京"),
        Row("podman-a.service", "a: nginx"),
        Row("podman-b.service", "b: " + new string('ö', 600)),
    ];

    private ManagerFixture? _fixture;
    private SystemdManager? _manager;

    private static CancellationToken None => CancellationToken.None;

    private static string[] Everything => ["*"];

    public async ValueTask InitializeAsync()
    {
        _fixture = await ManagerFixture.StartAsync();
        _manager = await _fixture.ConnectAsync();
    }

    public ValueTask DisposeAsync() => _fixture!.DisposeAsync();

    [Fact]
    public async Task List_NothingChanged_IsTheSameList()
    {
        var first = await ListAsync(Rows);

        Assert.Equal(Rows, first);
        Assert.Same(first, await ListAsync(Rows));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task List_OneRowChanged_IsNewAndTheOthersAreNot(int index)
    {
        UnitStatus[] variants =
        [
            Rows[index] with { Description = Rows[index].Description + "ä" }, Rows[index] with { LoadState = "not-found" },
            Rows[index] with { ActiveState = "failed" }, Rows[index] with { SubState = "stop-post" }, Rows[index] with { JobId = 3 },
            Rows[index] with { JobType = "verify-active" }, Rows[index] with { Name = "podman-c.service" },
        ];
        foreach (var variant in variants)
        {
            var before = await ListAsync(Rows);
            UnitStatus[] changed = [.. Rows];
            changed[index] = variant;
            var after = await ListAsync(changed);

            Assert.Equal(changed, after);
            Assert.All(Enumerable.Range(0, Rows.Length), at => Assert.Equal(at != index, ReferenceEquals(before[at], after[at])));
        }
    }

    [Fact]
    public async Task List_OtherOrderAndNumber_GivesTheSameRows()
    {
        var before = await ListAsync(Rows);
        var turned = await ListAsync([.. Rows.Reverse().Prepend(Row("new.service", "new"))]);
        Assert.Equal(["new.service", "podman-b.service", "podman-a.service", "oci-a.slice"], turned.Select(row => row.Name));
        Assert.Same(before[2], turned[1]);
        Assert.Same(before[0], turned[3]);

        var fewer = await ListAsync(Rows[..2]);
        Assert.Equal(Rows[..2], fewer);
        Assert.Same(before[0], fewer[0]);
        Assert.Empty(await ListAsync([]));
    }

    [Fact]
    public async Task ListOfOneName_RowThatChanged_IsWhatTheNextListingGives()
    {
        await ListAsync(Rows);
        UnitStatus[] changed = [Rows[0], Rows[1] with { ActiveState = "failed" }, Rows[2]];
        var one = await ListAsync(changed[1..2], "podman-a.service");
        var after = await ListAsync(changed);

        Assert.Equal(changed, after);
        Assert.Same(one[0], after[1]);
    }

    private static UnitStatus Row(string name, string description) => new(name, description, "loaded", "active", "running", 0, "");

    private Task<IReadOnlyList<UnitStatus>> ListAsync(UnitStatus[] rows, params string[] names)
    {
        _fixture!.Systemd.Answer("ListUnitsByPatterns", "a(ssssssouso)", (ref MessageWriter writer) => Write(ref writer, rows));
        return _manager!.ListUnitsByPatternsAsync(names.Length == 0 ? Everything : names, None);
    }

    internal static void Write(ref MessageWriter writer, UnitStatus[] rows)
    {
        ArrayStart start = writer.WriteArrayStart(DBusType.Struct);
        foreach (UnitStatus row in rows)
        {
            writer.WriteStructureStart();
            foreach (string text in new[] { row.Name, row.Description, row.LoadState, row.ActiveState, row.SubState, "" })
                writer.WriteString(text);
            writer.WriteObjectPath("/a");
            writer.WriteUInt32(row.JobId);
            writer.WriteString(row.JobType);
            writer.WriteObjectPath("/j");
        }

        writer.WriteArrayEnd(start);
    }
}
