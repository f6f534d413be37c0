namespace OciReconciler.UnitTests.Planning;

public class PlannerDependencyTests
{
    private static PlannerScenario Chain() => new PlannerScenario().Converged("c").Converged("b", "c").Converged("a", "b").PreparedAll();

    [Fact]
    public void Planner_BottomEdited_TakesDownDependentsFirst() => Assert.Equal(
        "stop podman-a.service; stop podman-b.service; stop podman-c.service; "
        + "release podman-a.service; release podman-b.service; release podman-c.service",
        Chain().Edited("c").Steps());

    [Fact]
    public void Planner_TopEdited_LeavesTheRest() =>
        Assert.Equal("stop podman-a.service; release podman-a.service", Chain().Edited("a").Steps());

    [Fact]
    public void Planner_BottomAndTopEdited_EachOnce() =>
        Assert.Equal(Chain().Edited("c").Steps(), Chain().Edited("a").Edited("c").Steps());

    [Fact]
    public void Planner_ChainIsNew_IsDefinedWholeAndStartedFromItsEnd() => Assert.Equal(
        "define c; define b; define a; start podman-c.service",
        new PlannerScenario().New("c").New("b", "c").New("a", "b").PreparedAll().Steps());

    [Fact]
    public void Planner_DependentCannotBePrepared_HoldsTheChangeBack()
    {
        var scene = Chain().Edited("c").Failed("a", "ImagePullFailed");
        Assert.Equal("", scene.Steps());
        Assert.Equal("ImagePullFailed", scene.Decision("a").Reason);
        Assert.Equal("DependentBlocked", scene.Decision("b").Reason);
        Assert.Equal("DependentBlocked", scene.Decision("c").Reason);
    }

    [Fact]
    public void Planner_DependencyIsHeldBackAndWaitsForAnotherUnitName_DependentStaysAsItIs()
    {
        var scene = Chain().Desired("c", member => member with { Unit = "other.service" }).Failed("c", "ImagePullFailed").Edited("b");
        Assert.Equal("", scene.Steps());
        Assert.Equal("DependencyNotReady", scene.Decision("b").Reason);
    }

    [Fact]
    public void Planner_OneBranchBlocked_OtherWorkloadsGoOn()
    {
        var scene = Chain().Edited("c").Failed("c", "ImagePullFailed").Converged("x").Edited("x").Prepared("x");
        Assert.Equal("stop podman-x.service; release podman-x.service", scene.Steps());
        Assert.Equal("InSync", scene.Decision("a").Reason);
        Assert.Equal("InSync", scene.Decision("b").Reason);
    }

    [Fact]
    public void Planner_RequiredWorkloadDropped_IsHeld()
    {
        var scene = Chain().Dropped("c");
        Assert.Equal("InUse", scene.Decision("c").Reason);
        Assert.Equal("", scene.Steps());
    }

    [Fact]
    public void Planner_DependentThenDependencyDropped_BothGo() => Assert.Equal(
        "stop podman-a.service; stop podman-b.service; release podman-a.service; release podman-b.service",
        Chain().Dropped("a").Dropped("b").Steps());

    [Fact]
    public void Planner_DependencyDroppedFromSpecAndFile_DependentIsReplacedAndItGoes() => Assert.Equal(
        "stop podman-a.service; stop podman-b.service; release podman-a.service; release podman-b.service",
        Chain().Edited("a").Desired("a", member => member with { DependsOn = [] }).Dropped("b").Steps());

    [Fact]
    public void Planner_DependencyIsInConflict_DependentWaits()
    {
        var scene = new PlannerScenario().New("db").New("web", "db").PreparedAll().Foreign("db",
            new() { Name = "podman-db.service", LoadState = "masked", ActiveState = "inactive" });
        Assert.Equal("UnitConflict", scene.Decision("db").Reason);
        Assert.Equal("DependencyNotReady", scene.Decision("web").Reason);
        Assert.Equal("", scene.Steps());
    }

    [Fact]
    public void Planner_KeptDependentWithoutManifest_HoldsTheChangeBack()
    {
        var scene = Chain().Dropped("a", mayPrune: false).Edited("b");
        Assert.Equal("DependentBlocked", scene.Decision("b").Reason);
        Assert.Equal("", scene.Steps());
    }

    [Fact]
    public void Planner_OnDemandDependentRan_IsNotedAndComesBack()
    {
        var scene = Chain().Desired("a", member => member with { AutoStart = false }).Edited("b");
        Assert.StartsWith("note that a ran; stop podman-a.service", scene.Steps(), StringComparison.Ordinal);
    }

    [Fact]
    public void Planner_StoppedTogether_StartsEachWhenWhatItNeedsIsReady()
    {
        var scene = Chain();
        foreach (var name in new[] { "a", "b", "c" })
            scene.Unit(name, unit => unit with { ActiveState = "inactive" });
        Assert.Equal("start podman-c.service", scene.Steps());
        Assert.Equal((PlanAction.Waiting, "DependencyNotReady"), (scene.Decision("b").Action, scene.Decision("b").Reason));
        scene.Unit("c", unit => unit with { ActiveState = "active" });
        Assert.Equal("start podman-b.service", scene.Steps());
    }

    [Fact]
    public void Planner_DependencyIsOnDemandAndDown_SystemdBringsItUp()
    {
        var scene = Chain().Desired("b", member => member with { AutoStart = false });
        scene.Unit("a", unit => unit with { ActiveState = "inactive" }).Unit("b", unit => unit with { ActiveState = "inactive" });
        Assert.Equal("start podman-a.service", scene.Steps());
    }

    [Fact]
    public void Planner_DependencyKeepsDying_IsHaltedAndItsDependentWaits()
    {
        var loop = new FailureReason("CrashLoopBackOff", "It keeps ending.");
        var scene = Chain().Assessed("b", assessment => assessment with { StopForBackoff = loop, DelayStart = loop });
        Assert.Equal("stop podman-b.service", scene.Steps());
        foreach (var name in new[] { "a", "b" })
            scene.Unit(name, unit => unit with { ActiveState = "inactive" });
        scene.Assessed(
            "b", assessment => assessment with { StopForBackoff = null, Readiness = new Readiness(false, "NotActive", "It is down.") });
        Assert.Equal("", scene.Steps());
        Assert.Equal(PlanAction.Waiting, scene.Decision("a").Action);
        Assert.Equal("CrashLoopBackOff", scene.Decision("b").Reason);
        Assert.StartsWith("release podman-a.service; release podman-b.service", scene.Edited("b").Steps(), StringComparison.Ordinal);
    }

    [Fact]
    public void Planner_DependencyKeepsDying_WhatRunsOnDemandIsNotedBeforeItGoesDown()
    {
        var loop = new FailureReason("CrashLoopBackOff", "It keeps ending.");
        var scene = Chain().Desired("a", member => member with { AutoStart = false })
            .Assessed("c", assessment => assessment with { StopForBackoff = loop, DelayStart = loop });
        Assert.Equal("note that a ran; stop podman-c.service", scene.Steps());
        Assert.Equal("stop podman-c.service", scene.Unit("a", unit => unit with { ActiveState = "inactive" }).Steps());
    }

    [Fact]
    public void Planner_OfNoUse_IsRestarted() => Assert.Equal(
        "restart podman-b.service",
        Chain().Assessed("b", assessment => assessment with { Restart = new FailureReason("Unhealthy", "Its check fails.") }).Steps());

    [Fact]
    public void Planner_DependencyIsNotHealthyYet_Waits()
    {
        var scene = Chain().Unit("a", unit => unit with { ActiveState = "inactive" });
        scene.Assessed(
            "b", assessment => assessment with { Readiness = new Readiness(false, "HealthUnknown", "Its check has not passed yet.") });
        Assert.Equal("It is started when b is ready: Its check has not passed yet.", scene.Decision("a").Message);
    }

    [Theory]
    [InlineData("b")]
    [InlineData("c")]
    public void Planner_StoppedWithADependencyThatIsStillStopping_WaitsForThatStop(string stopping)
    {
        var scene = Chain().Unit("a", unit => unit with { ActiveState = "inactive" });
        if (stopping == "c")
            scene.Unit("b", unit => unit with { ActiveState = "inactive" });
        scene.Unit(stopping, unit => unit with { ActiveState = "deactivating", JobType = "stop" });
        Assert.Equal("", scene.Steps());
        Assert.Equal("DependencyStopping", scene.Decision("a").Reason);
    }

    [Fact]
    public void Planner_Converged_IsEmpty()
    {
        var plan = Chain().Plan();
        Assert.True(plan.IsEmpty);
        Assert.Equal(PlanPhase.Done, plan.Phase);
    }
}
