using OciReconciler.Observing;
using OciReconciler.Units;

namespace OciReconciler.UnitTests.Passes;

public sealed class DecisionDetailsTests
{
    private const string Unit = "podman-web.service";
    private static readonly WorkloadKey Web = new("web");

    [Theory]
    [InlineData(PlanAction.Replace, "DependencyChanged", true)]
    [InlineData(PlanAction.Replace, "RenderVersionChanged", true)]
    [InlineData(PlanAction.Replace, "RestartRequested", true)]
    [InlineData(PlanAction.Remove, "ManifestRemoved", false)]
    [InlineData(PlanAction.Restart, "Unhealthy", false)]
    [InlineData(PlanAction.Start, "NotRunning", false)]
    [InlineData(PlanAction.None, "InSync", false)]
    public void AddTo_PropertiesSetByHand_AreNamedBeforeTheyAreLost(PlanAction action, string reason, bool isNamed)
    {
        var message = MessageOf(new(action, reason, "So it is"), ["MemoryMax=64", "CPUWeight=50"]);
        Assert.Equal(
            isNamed
                ? "So it is. podman-web.service loses what systemctl set-property has set (MemoryMax=64, CPUWeight=50): "
                    + "to keep it, put it into a drop-in in /etc/systemd/system/podman-web.service.d."
                : "So it is",
            message);
    }

    [Fact]
    public void AddTo_NothingSetByHand_SaysNothing() =>
        Assert.Equal("So it is.", MessageOf(new(PlanAction.Replace, "DependencyChanged", "So it is."), []));

    private static string MessageOf(Decision decision, ImmutableArray<string> settings)
    {
        var mark = new OwnershipMark(Web, Unit, "d1", "i1", "r1");
        var unit = new ObservedUnit {
            Name = Unit, LoadState = "loaded", ActiveState = "active", Mark = mark, HasDetails = true, SetProperties = settings };
        var observed = new ObservedWorkload
        {
            Key = Web,
            Holder = new ObservedUnit { Name = "oci-web.slice", LoadState = "loaded", ActiveState = "active", Mark = mark },
            Units = ImmutableSortedDictionary<string, ObservedUnit>.Empty.Add(Unit, unit),
        };
        var workloads = ImmutableSortedDictionary<WorkloadKey, ObservedWorkload>.Empty.Add(Web, observed);
        var plan = new Plan(ImmutableSortedDictionary<WorkloadKey, Decision>.Empty.Add(Web, decision), PlanPhase.Done, []);
        var desired = new DesiredView(DesiredState.Empty, new RenderSettings(), _ => null);
        return new DecisionDetails(new LastAppliedSpecs("/nowhere", StateFiles.ReadOnly))
            .AddTo(plan, desired, new Observation(new UnitListing([]), workloads)).Decisions[Web].Message;
    }
}
