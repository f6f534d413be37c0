using OciReconciler.Configuration;
using OciReconciler.Hosting;
using OciReconciler.Rollouts;
using OciReconciler.UnitTests.Control;
using OciReconciler.UnitTests.Secrets;
using OciReconciler.UnitTests.Sources;

namespace OciReconciler.UnitTests.Passes;

/// <summary>Which versions' plain text stays.</summary>
public sealed class SecretSweepTests : IDisposable
{
    private static readonly WorkloadKey Web = new("web");
    private static readonly WorkloadSpec Before = SecretFixture.Spec(SampleSecret.File(number: 1));
    private static readonly WorkloadSpec Now = SecretFixture.Spec(SampleSecret.File(number: 2));
    private static readonly WorkloadSpec GivenUp = SecretFixture.Spec(SampleSecret.File(number: 3));

    private readonly TemporaryDirectory _temporary = new();
    private readonly SecretFixture _secrets = new();
    private readonly RolloutRecords _records;
    private readonly SecretSweep _sweep;
    private readonly DesiredView _desired = DesiredSamples.View(1, Now);

    public SecretSweepTests()
    {
        var rules = Composition.Rules(new ReconcilerOptions());
        _records = new RolloutRecords(_temporary.Path, rules, StateFiles.ReadOnly, NullLogger<RolloutRecords>.Instance);
        _sweep = new SecretSweep(_secrets.Store, new RolloutStates(_records, new FakeTimeProvider()), rules);
    }

    public void Dispose()
    {
        _temporary.Dispose();
        _secrets.Dispose();
    }

    // What stays, and whether it is looked at again.
    [Theory]
    [InlineData("in force and stable", "2", false)]
    [InlineData("in force, nothing was stable", "2", false)]
    [InlineData("in force, and not stable yet", "1 2", true)]
    [InlineData("stable cannot be read", "1 2 3", true)]
    [InlineData("being replaced", "1 2 3", true)]
    [InlineData("another is applied", "1 2 3", true)]
    [InlineData("nothing is applied", "1 2 3", true)]
    [InlineData("paused", "1 2 3", true)]
    public async Task Run_FilesOfVersions_StayWhileTheyCanBeStarted(string state, string kept, bool isAgain)
    {
        foreach (var spec in new[] { Before, Now, GivenUp })
            await _secrets.EnsureAsync(spec);
        var now = _desired.Members[Web].DefinitionHash;
        StableRevision? stable = state switch
        {
            "in force and stable" => new(now, "i", "sha256:1", ""),
            "in force, nothing was stable" => null,
            "stable cannot be read" => new("1", "i", "sha256:1", "{"),
            _ => new("1", "i", "sha256:1", Encoding.UTF8.GetString(ManifestWriter.Write(Before))),
        };
        _records.Set(Web, RolloutRecord.Empty with { Stable = stable });
        var decision = new Decision(
            state == "being replaced" ? PlanAction.Replace : PlanAction.None, state == "paused" ? Reasons.Paused : Reasons.InSync, "");
        var applied = state switch { "another is applied" => "other", "nothing is applied" => null, _ => now };
        await _sweep.RunAsync(
            new Plan(ImmutableSortedDictionary<WorkloadKey, Decision>.Empty.Add(Web, decision), PlanPhase.Done, []), [Observed(applied)],
            _desired, TestContext.Current.CancellationToken);

        WorkloadSpec[] versions = [Before, Now, GivenUp];
        Assert.Equal(
            kept.Split(' ').Select(number => SecretPaths.Of(_secrets.Directory, versions[int.Parse(number) - 1], SampleSecret.File(
                number: int.Parse(number)))).Order(StringComparer.Ordinal),
            Directory.GetFiles(Path.Combine(_secrets.Directory, "web")).Order(StringComparer.Ordinal));
        Assert.Equal(isAgain, _secrets.Store.NeedsSweep(Web));
    }

    [Fact]
    public async Task Forget_WorkloadIsGone_NothingIsLeft()
    {
        await _secrets.EnsureAsync(Now);
        await _sweep.ForgetAsync(Web, TestContext.Current.CancellationToken);

        Assert.Equal(["secrets 711"], _secrets.Files());
    }

    private static ObservedWorkload Observed(string? definition)
    {
        const string Unit = "podman-web.service";
        var mark = definition is null ? null : new OwnershipMark(Web, Unit, definition, "i", "r");
        return new ObservedWorkload
        {
            Key = Web,
            Units = mark is null
                ? ImmutableSortedDictionary<string, ObservedUnit>.Empty
                : ImmutableSortedDictionary<string, ObservedUnit>.Empty.Add(
                    Unit, new ObservedUnit { Name = Unit, LoadState = "loaded", ActiveState = "active", Mark = mark }),
            Holder = mark is null
                ? null
                : new ObservedUnit { Name = Ownership.HolderUnit(Web), LoadState = "loaded", ActiveState = "active", Mark = mark },
        };
    }
}
