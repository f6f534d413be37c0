using OciReconciler.UnitTests.Sources;

namespace OciReconciler.UnitTests.State;

public sealed class RolloutRecordsTests : IDisposable
{
    // As controllers wrote it whose code had other names.
    private const string Content = """
        {
          "good": {
            "definitionHash": "d1",
            "inputsHash": "i1",
            "imageId": "sha256:1",
            "document": "\u0022web nginx:1\u0022"
          },
          "bad": {
            "manifestDigest": "m2",
            "reason": "Unhealthy",
            "message": "Its health check failed.",
            "at": "1970-01-01T00:00:00+00:00",
            "lastLines": "a\n"
          },
          "lastChange": {
            "at": "1970-01-01T00:00:00+00:00",
            "unavailableSeconds": 1.5
          },
          "downSince": "1970-01-01T00:00:00+00:00",
          "crashVersion": "d1/i1",
          "crashLevel": 2,
          "crashUntil": "1970-01-01T00:00:00+00:00",
          "imageIsKept": true,
          "inputs": {
            "mark": "i0",
            "hash": "i1"
          }
        }
        """;

    private static readonly WorkloadKey Web = new("web");

    private static readonly RolloutRecord Record = new()
    {
        Stable = new("d1", "i1", "sha256:1", "\"web nginx:1\""),
        Failed = new("m2", "Unhealthy", "Its health check failed.", DateTimeOffset.UnixEpoch) { LastLines = "a\n" },
        LastChange = new(DateTimeOffset.UnixEpoch, 1.5),
        DownSince = DateTimeOffset.UnixEpoch,
        CrashRevision = new("d1", "i1"),
        CrashLevel = 2,
        CrashUntil = DateTimeOffset.UnixEpoch,
        ImageIsPinned = true,
        Inputs = new("i0", "i1"),
    };

    private readonly TemporaryDirectory _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void Set_All_WritesTheNamesOfEarlierControllers()
    {
        var records = Load();
        records.Set(Web, Record);
        Assert.Equal(Content, File.ReadAllText(_temporary["workloads/web.json"]));
        Assert.Equal(Record, Load().Of(Web));
        Assert.Equal(Record, RolloutRecords.TryRead(_temporary["workloads"], Web));
    }

    [Theory]
    [InlineData("{}", 0)]
    [InlineData("{ \"crashLevel\": 3, \"later\": {} }", 3)]
    [InlineData("{ \"crashLevel\": 3, \"crashVersion\": \"of another kind\" }", 3)]
    [InlineData("{ \"crashLevel\": -1 }", 0)]
    [InlineData("{ \"crashLevel\": 3, \"crashVersion\": 1 }", 0)]
    [InlineData("[]", 0)]
    public void Load_OtherContent_IsReadAsFarAsItIsWhole(string content, int level)
    {
        _temporary.Make("workloads");
        _temporary.Write("workloads/web.json", content);
        Assert.Equal(level, Load().Of(Web).CrashLevel);
    }

    [Fact]
    public void Set_StableAndFailed_PutsTheStableRevisionInForceForTheFailedManifest()
    {
        var records = Load();
        records.Set(Web, Record);
        var rollback = records.Rollbacks[Web];
        Assert.Equal(("m2", "sha256:1"), (rollback.ManifestDigest, rollback.ImageId));

        records.Set(Web, Record with { CrashLevel = 3 });
        Assert.Same(rollback, records.Rollbacks[Web]);
        records.Set(Web, Record with { Failed = Record.Failed! with { IsKept = true } });
        Assert.Empty(records.Rollbacks);
        records.Set(Web, Record);
        records.Remove(Web);
        Assert.Empty(records.Rollbacks);
        Assert.False(File.Exists(_temporary["workloads/web.json"]));
    }

    [Fact]
    public void Set_StableOfAnotherWorkload_IsNothingToGoBackTo()
    {
        var records = Load();
        records.Set(Web, Record with { Stable = Record.Stable! with { Document = "\"db nginx:1\"" } });
        Assert.Empty(records.Rollbacks);
    }

    private RolloutRecords Load()
    {
        var records = new RolloutRecords(
            _temporary["workloads"], TinyManifests.Rules, new StateFiles(null), NullLogger<RolloutRecords>.Instance);
        records.Load(readOnly: false);
        return records;
    }
}
