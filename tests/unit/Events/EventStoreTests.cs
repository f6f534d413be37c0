using OciReconciler.Reporting.Events;

namespace OciReconciler.UnitTests.Events;

public sealed class EventStoreTests : IDisposable
{
    private readonly RecorderFixture _fixture = new(new EventLimits { Entries = 10, Bytes = 8 * 1024, RemovedRings = 2 });

    private string Ring => EventFiles.PathOf(_fixture.Rings, RecorderFixture.Web);

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void Add_Appends_AndRewritesOnlyAtTwiceTheLimit()
    {
        for (var i = 1; i <= 20; i++)
        {
            var before = i == 1 ? "" : File.ReadAllText(Ring);
            Add($"event {i}");
            Assert.StartsWith(before, File.ReadAllText(Ring), StringComparison.Ordinal);
        }

        Add("event 21");
        Assert.Equal(Enumerable.Range(12, 10).Select(i => $"event {i}"), _fixture.Read().Select(kept => kept.Message));
        Assert.Equal(10, File.ReadAllLines(Ring).Length);
        Add("event 22");
        Assert.Equal(22, _fixture.Read()[^1].Sequence);
    }

    [Fact]
    public void Add_BigMessages_StayWithinTheBytes()
    {
        for (var i = 0; i < 50; i++)
        {
            Add(i + new string('x', 900));
            Assert.InRange(new FileInfo(Ring).Length, 1, _fixture.Limits.Bytes);
        }

        Assert.StartsWith("49x", _fixture.Read()[^1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Add_AfterATornLine_LosesThatLineAlone()
    {
        Add("first");
        Add("second");
        File.WriteAllText(Ring, File.ReadAllText(Ring)[..^9]);
        _fixture.Restart();
        Add("third");
        Assert.Equal(["first", "third"], _fixture.Read().Select(kept => kept.Message));
        Assert.False(EventFiles.ReadRing(Ring, StateFiles.ReadOnly).IsTorn);
    }

    [Theory]
    [InlineData("mkfifo")]
    [InlineData("mkdir")]
    public void Add_RingWasReplacedMeanwhile_IsSetAsideAndDoesNotBlock(string command)
    {
        Add("first");
        File.Delete(Ring);
        using (var making = System.Diagnostics.Process.Start(command, Ring))
            making.WaitForExit();
        Add("second");
        Assert.Equal("second", Assert.Single(_fixture.Read()).Message);
        Assert.True(Path.Exists(Ring + ".damaged"));
        Assert.Contains("is damaged: it is a ", Assert.Single(_fixture.Log), StringComparison.Ordinal);
    }

    [Fact]
    public void Add_LineIsNoEvent_KeepsTheOthersAndWhatWasThere()
    {
        Add("first");
        File.AppendAllText(Ring, "no event\n");
        var content = File.ReadAllText(Ring);
        _fixture.Restart();
        Add("second");
        Assert.Equal(["first", "second"], _fixture.Read().Select(kept => kept.Message));
        Assert.Equal(content, File.ReadAllText(Ring + ".damaged"));
    }

    [Fact]
    public void Add_DirectoryCannotBeWritten_GoesOnAndSaysSoOnce()
    {
        File.WriteAllText(_fixture.Rings, "in the way");
        Add("first");
        Add("second");
        Assert.Single(_fixture.Log);
        Assert.Contains(_fixture.Rings, _fixture.Log[0], StringComparison.Ordinal);
        Assert.Equal(2, _fixture.Journal.Count);

        File.Delete(_fixture.Rings);
        Add("third");
        Assert.Equal("third", Assert.Single(_fixture.Read()).Message);
    }

    [Fact]
    public void Add_RingIsPrivate()
    {
        Add("first");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Ring));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_fixture.Rings));
    }

    [Fact]
    public void Prune_KeepsTheNewestOfThoseGoneForAWhile()
    {
        string[] names = ["web", "a", "b", "c"];
        foreach (var (name, age) in names.Zip([30, 3, 2, 1]))
        {
            _fixture.Recorder.Normal(new WorkloadKey(name), Reasons.Removed, "Removed.");
            File.SetLastWriteTimeUtc(
                EventFiles.PathOf(_fixture.Rings, new WorkloadKey(name)), _fixture.Time.GetUtcNow().UtcDateTime - TimeSpan.FromDays(age));
        }

        _fixture.Recorder.SourceWarning("/m", null, Reasons.SourceUnavailable, "/m does not exist.");
        _fixture.Store.Prune(new HashSet<WorkloadKey> { RecorderFixture.Web });
        Assert.Equal(["b", "c", "web"], Names());

        _fixture.Time.Advance(TimeSpan.FromDays(5.5));
        _fixture.Store.Prune(new HashSet<WorkloadKey> { RecorderFixture.Web });
        Assert.Equal(["c", "web"], Names());
        Assert.Contains(EventFiles.Read(_fixture.Rings, null), kept => kept.Source == "/m");

        IEnumerable<string> Names() => EventFiles.Rings(_fixture.Rings).Select(ring => ring.Workload.Name);
    }

    [Fact]
    public void Removed_ManyGo_TheNewestRingsStayAndThoseOfTheLiving()
    {
        using var fixture = new RecorderFixture(new EventLimits { RemovedRings = 2 });
        fixture.Store.Prune(new HashSet<WorkloadKey>());
        foreach (var name in new[] { "a", "b", "a", "c", "d" })
        {
            Record(name);
            fixture.Store.Removed(new WorkloadKey(name), _ => false);
        }

        Assert.Equal(["c", "d"], Names());
        Record("e");
        fixture.Store.Removed(new WorkloadKey("e"), key => key.Name == "c");
        Assert.Equal(["c", "d", "e"], Names());

        // A ring is as old as its file, and the clock is not that of the disk.
        void Record(string name)
        {
            fixture.Time.Advance(TimeSpan.FromSeconds(1));
            fixture.Recorder.Normal(new WorkloadKey(name), Reasons.Removed, "Removed.");
            File.SetLastWriteTimeUtc(EventFiles.PathOf(fixture.Rings, new WorkloadKey(name)), fixture.Time.GetUtcNow().UtcDateTime);
        }

        IEnumerable<string> Names() => EventFiles.Rings(fixture.Rings).Select(ring => ring.Workload.Name);
    }

    // Manifests that are refused leave rings of workloads that nobody knew, and that no removal names.
    [Fact]
    public void Removed_OthersWereNeverKnown_TheirRingsGoAsWell()
    {
        _fixture.Store.Prune(new HashSet<WorkloadKey>());
        foreach (var name in new[] { "refused1", "refused2", "refused3", "refused4", "gone1", "gone2" })
        {
            _fixture.Recorder.Normal(new WorkloadKey(name), Reasons.Created, "Created.");
            File.SetLastWriteTimeUtc(EventFiles.PathOf(_fixture.Rings, new WorkloadKey(name)), _fixture.Time.GetUtcNow().UtcDateTime);
        }

        _fixture.Store.Removed(new WorkloadKey("gone1"), _ => false);
        _fixture.Store.Removed(new WorkloadKey("gone2"), _ => false);
        Assert.Equal(2, EventFiles.Rings(_fixture.Rings).Count());
    }

    private void Add(string message) => _fixture.Recorder.Normal(RecorderFixture.Web, Reasons.Started, message);
}
