using OciReconciler.Model.Desired;

namespace OciReconciler.UnitTests.Planning;

/// <summary>A version that another controller accepted and this one does not define: what runs of it runs on.</summary>
public sealed class PlannerRefusalTests
{
    private static readonly Refusal NotKnown = new(new(Reasons.VersionNotUnderstood, "It has a field that is not known."), MayStart: true);
    private static readonly Refusal Harmful = new(new(Reasons.VersionForbidden, "It would remove a container."), MayStart: false);

    public static TheoryData<bool> MayStart => [true, false];

    [Theory]
    [MemberData(nameof(MayStart))]
    public void Planner_RunsAndDiffers_IsLeftAlone(bool mayStart)
    {
        AssertBlocked(Refused(new PlannerScenario().Converged("web").Edited("web"), mayStart));
        AssertBlocked(Refused(new PlannerScenario().Converged("web"), mayStart));
        AssertBlocked(
            Refused(new PlannerScenario().Converged("web")
                .Desired("web", member => member with { Unit = "podman-site.service" }), mayStart));
    }

    [Theory]
    [MemberData(nameof(MayStart))]
    public void Planner_IsNotDefined_IsNotDefinedAnew(bool mayStart)
    {
        AssertBlocked(Refused(new PlannerScenario().New("web"), mayStart));
        AssertBlocked(Refused(new PlannerScenario().Converged("web").Unit("web", unit => unit with { LoadState = "not-found" }), mayStart));
    }

    [Fact]
    public void Planner_IsDefinedAndStopped_IsStartedUnlessThatDoesHarm()
    {
        var scene = new PlannerScenario().Converged("web").Edited("web").Stopped("web").PreparedAll();

        Assert.Equal(PlanAction.Start, Refused(scene, mayStart: true).Decision("web").Action);
        AssertBlocked(Refused(scene, mayStart: false));
    }

    [Fact]
    public void Planner_ImageCannotBePrepared_IsStartedAllTheSame()
    {
        var scene = Refused(new PlannerScenario().Converged("web").Stopped("web"), mayStart: true)
            .Failed("web", new FailureReason("ImageNotFound", "no") { IsPreparation = true });

        Assert.Equal(PlanAction.Start, scene.Decision("web").Action);
    }

    // Else it would be tried again and again.
    [Fact]
    public void Planner_StartFailedJustNow_Waits() =>
        Assert.Equal("StartFailed", Refused(new PlannerScenario().Converged("web").Stopped("web"), mayStart: true)
            .Failed("web", "StartFailed").Decision("web").Reason);

    [Fact]
    public void Planner_LostItsHolder_IsHeld() =>
        Assert.Equal(PlanAction.Hold,
            Refused(new PlannerScenario().Converged("web").Observed("web", workload => workload with { Holder = null }), mayStart: false)
                .Decision("web").Action);

    [Theory]
    [MemberData(nameof(MayStart))]
    public void Planner_DependencyChanges_WaitsForIt(bool mayStart)
    {
        foreach (var scene in new[] { new PlannerScenario().Converged("db").Converged("web", "db"), new PlannerScenario().Converged("db")
            .Converged("web", "db").Stopped("web") })
        {
            var decision = Refused(scene.Edited("db").PreparedAll(), mayStart).Decision("db");
            Assert.Equal((PlanAction.Blocked, "DependentBlocked"), (decision.Action, decision.Reason));
        }
    }

    [Fact]
    public void Planner_NoManifestDeclaresItAnyMore_IsRemoved() =>
        Assert.Equal(PlanAction.Remove, Refused(new PlannerScenario().Converged("web"), mayStart: false).Dropped("web")
            .Decision("web").Action);

    private static PlannerScenario Refused(PlannerScenario scene, bool mayStart) =>
        scene.Desired("web", member => member with { Refusal = mayStart ? NotKnown : Harmful });

    private static void AssertBlocked(PlannerScenario scene)
    {
        var decision = scene.PreparedAll().Decision("web");
        Assert.Equal(PlanAction.Blocked, decision.Action);
        Assert.Contains(decision.Reason, new[] { Reasons.VersionNotUnderstood, Reasons.VersionForbidden });
        Assert.Equal("", scene.Steps());
    }
}
