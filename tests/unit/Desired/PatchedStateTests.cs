using OciReconciler.UnitTests.Sources;
using static OciReconciler.UnitTests.Desired.DesiredHarness;

namespace OciReconciler.UnitTests.Desired;

/// <summary>What is made from the state before is what would be made from nothing, and shares what did not change.</summary>
public sealed class PatchedStateTests : IDisposable
{
    private static readonly ManifestFunctions Rules =
        TinyManifests.Rules with { Check = files => ManifestSet.Find(files, unknownDependencyIsError: false) };

    private readonly TemporaryDirectory _temporary = new();
    private readonly FakeTimeProvider _time = new();
    private readonly RenderSettings _settings = new();

    public void Dispose() => _temporary.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Update_ManifestsComeGoAndBreak_PatchedStateIsThatOfAWholeResolution(int seed)
    {
        var random = new Random(seed);
        var (patched, whole) = (Store("patched", addsToPlainStates: true), Store("whole", addsToPlainStates: false));
        var views = Views(patched);
        var files = new SortedDictionary<string, SourceFile>(StringComparer.Ordinal);
        for (var step = 0; step < 400; step++)
        {
            Change(files, random);
            _time.Advance(TimeSpan.FromSeconds(random.Next(40)));
            var snapshot = new SourceSnapshot("/m", SourceState.Ready, [.. files.Values]);
            var (update, expected) = (patched.Update(snapshot), whole.Update(snapshot));
            Assert.Equal(expected.Changed, update.Changed);
            Assert.Equal(expected.Removable?.ToArray(), update.Removable?.ToArray());
            AssertSame(expected.State, update.State);
            AssertSame(new DesiredView(update.State, _settings, _ => null), views.Current);
            foreach (var key in update.State.Prune.Released.Where(_ => random.Next(3) == 0).ToList())
            {
                patched.Pruned(key);
                whole.Pruned(key);
            }

            // By a whole resolution, too.
            whole.Reevaluate();
            AssertSame(whole.Current, patched.Current);
        }
    }

    [Fact]
    public void Update_OneIsEdited_TheOthersStayTheSameObjects()
    {
        var store = Store("patched", addsToPlainStates: true);
        var views = Views(store);
        List(store, "a v1 after=b", "b v1", "c v1");
        var before = views.Current;
        List(store, "a v1 after=b", "b v2", "c v1");
        var now = views.Current;
        foreach (var (name, isSame) in new[] { ("a", true), ("b", false), ("c", true) })
        {
            var key = new WorkloadKey(name);
            Assert.Equal(isSame, ReferenceEquals(before.State.Workloads[key], now.State.Workloads[key]));
            Assert.Equal(isSame, ReferenceEquals(before.Members[key], now.Members[key]));
        }

        // The unit of what it depends on is part of a definition.
        List(store, "a v1 after=b", "b v2 unit=other", "c v1");
        Assert.NotEqual(now.Members[new WorkloadKey("a")].DefinitionHash, views.Current.Members[new WorkloadKey("a")].DefinitionHash);
        Assert.Same(now.Members[new WorkloadKey("c")], views.Current.Members[new WorkloadKey("c")]);
    }

    [Fact]
    public void Update_OneIsEditedAmongMany_AllocatesListsOfReferencesAlone()
    {
        var (few, many) = (BytesOfAnEdit(100), BytesOfAnEdit(2000));
        Figure.Print("an edit of one manifest, store and view", $"{few} bytes among 100, {many} among 2,000");
        // The array of the sources' files and that of their reports: 8 bytes each.
        Assert.InRange(many - few, 0, 1900 * 40);
    }

    private long BytesOfAnEdit(int count)
    {
        var store = Store($"among{count}", addsToPlainStates: true);
        var views = Views(store);
        var files = Enumerable.Range(0, count).Select(number => File($"/m/w{number:0000}.json", $"w{number} v1")).ToArray();
        store.Update(new SourceSnapshot("/m", SourceState.Ready, [.. files]));
        var least = long.MaxValue;
        for (var version = 2; version < 8; version++)
        {
            _ = views.Current;
            files[7] = File(files[7].Path, $"w7 v{version}");
            var snapshot = new SourceSnapshot("/m", SourceState.Ready, [.. files]);
            var before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Equal([new WorkloadKey("w7")], store.Update(snapshot).Changed);
            _ = views.Current;
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }

    private DesiredStore Store(string directory, bool addsToPlainStates)
    {
        var lastValid = new LastValidRevisions(_temporary[directory], Rules, StateFiles.ReadOnly);
        lastValid.Load();
        var guard = new RemovalGuard(TimeSpan.FromSeconds(60), _time);
        return new DesiredStore(["/m"], lastValid, Rules, guard) { AddsToPlainStates = addsToPlainStates };
    }

    private DesiredViews Views(DesiredStore store) => new(
        () => store.Current,
        () => System.Collections.Immutable.ImmutableDictionary<WorkloadKey, Rollback>.Empty,
        () => _settings,
        _ => null);

    private static void List(DesiredStore store, params string[] lines) => store.Update(new SourceSnapshot(
        "/m", SourceState.Ready, [.. lines.Select((line, index) => File($"/m/{index}.json", line))]));

    // Mostly what people do, one file at a time; now and then something is wrong.
    private static void Change(SortedDictionary<string, SourceFile> files, Random random)
    {
        var number = random.Next(12);
        var path = $"/m/{number:00}.json";
        var name = random.Next(12) == 0 ? random.Next(12) : number;
        var line = $"w{name} v{random.Next(4)}"
            + (random.Next(3) == 0 ? $" after=w{random.Next(12)}" : "")
            + (random.Next(8) == 0 ? $" unit=u{random.Next(3)}" : "");
        var what = random.Next(10);
        if (what == 0)
            files.Remove(path);
        else if (what == 1 && files.TryGetValue(path, out var known))
            files[path] = known with { Missing = !known.Missing };
        else
            files[path] = File(path, what == 2 ? line + "!" : line);
    }

    private static void AssertSame(DesiredState expected, DesiredState actual)
    {
        AssertSame(expected.Workloads, actual.Workloads);
        AssertSame(expected.Undeclared, actual.Undeclared);
        Assert.Equal((expected.AllSourcesReported, expected.AllSourcesSynced), (actual.AllSourcesReported, actual.AllSourcesSynced));
        Assert.Equal((expected.Prune.AllListed, expected.Prune.AnyBroken), (actual.Prune.AllListed, actual.Prune.AnyBroken));
        Assert.Equal(expected.Prune.Declared.Order(), actual.Prune.Declared.Order());
        Assert.Equal(expected.Prune.Released.Order(), actual.Prune.Released.Order());
        Assert.Equal(expected.Prune.InGrace, actual.Prune.InGrace);
        Assert.Equal(Encoding.UTF8.GetString(expected.Report.ToUtf8()), Encoding.UTF8.GetString(actual.Report.ToUtf8()));
    }

    private static void AssertSame(
        ImmutableSortedDictionary<WorkloadKey, DesiredWorkload> expected, ImmutableSortedDictionary<WorkloadKey, DesiredWorkload> actual)
    {
        Assert.Equal(expected.Keys, actual.Keys);
        Assert.All(expected, entry => Assert.True(entry.Value.Matches(actual[entry.Key]), entry.Key.Name));
        Assert.All(expected, entry => Assert.Equal(entry.Value.Document, actual[entry.Key].Document));
    }

    private static void AssertSame(DesiredView expected, DesiredView actual)
    {
        Assert.Equal(expected.UnitNameOf, actual.UnitNameOf);
        Assert.Equal(expected.Declared.Order(), actual.Declared.Order());
        Assert.Equal(
            expected.KeyOfUnit.OrderBy(entry => entry.Key, StringComparer.Ordinal),
            actual.KeyOfUnit.OrderBy(entry => entry.Key, StringComparer.Ordinal));
        Assert.Equal(expected.Members.Keys, actual.Members.Keys);
        foreach (var (key, member) in expected.Members)
        {
            Assert.Equal(member with { DependsOn = [] }, actual.Members[key] with { DependsOn = [] });
            Assert.Equal(member.DependsOn, actual.Members[key].DependsOn);
            Assert.Equal(expected.ComponentOf([key]), actual.ComponentOf([key]));
        }
    }
}
