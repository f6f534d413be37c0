namespace OciReconciler.UnitTests.Planning;

/// <summary>db, and web that depends on it; what people do to them.</summary>
public class PlannerOperatorTests
{
    /// <summary>Each row: what happened, the reasons for db and web, and all steps of the next phase.</summary>
    public static TheoryData<string, string, string, string> Mutations => new()
    {
        { "web paused", "InSync", "Paused", "" },
        { "web paused and stopped", "InSync", "Paused", "" },
        { "web paused and edited", "InSync", "Paused", "" },
        { "web paused, unit gone", "InSync", "Paused", "" },
        { "web paused, manifest gone", "InSync", "Paused", "" },
        { "web paused, db edited", "DependentPaused", "Paused", "" },
        { "web paused, db dropped", "DependentPaused", "Paused", "" },
        { "web paused and not loaded, db edited", "SpecChanged", "Paused", "stop podman-db.service; release podman-db.service" },
        { "db paused, both stopped", "Paused", "DependencyPaused", "" },
        { "db paused and stopped, web on demand", "Paused", "InSync", "" },
        { "db paused and stopped, web edited", "Paused", "DependencyPaused", "" },
        { "db paused and running, web stopped", "Paused", "StoppedByHand", "start podman-web.service" },
        { "db paused and running, web edited", "Paused", "SpecChanged", "stop podman-web.service; release podman-web.service" },
        { "web's container paused", "InSync", "ContainerPaused", "" },
        { "web's container paused and edited", "InSync", "ContainerPaused", "" },
        { "web's container paused, image moved", "InSync", "ContainerPaused", "" },
        { "web's container paused, manifest gone", "InSync", "ContainerPaused", "" },
        { "web's container paused and unhealthy", "InSync", "ContainerPaused", "" },
        { "web's container paused, restart asked for", "InSync", "ContainerPaused", "" },
        { "web's container paused, db edited", "DependentPaused", "ContainerPaused", "" },
        { "web's container paused, db dropped", "DependentPaused", "ContainerPaused", "" },
        { "web's container paused, db keeps ending", "DependentPaused", "ContainerPaused", "" },
        { "db's container paused, web edited", "ContainerPaused", "SpecChanged", "stop podman-web.service; release podman-web.service" },
        { "somebody else's container paused", "InSync", "InSync", "" },
        { "web stopped", "InSync", "StoppedByHand", "start podman-web.service" },
        { "web stopped by the controller, since it kept dying", "InSync", "NotRunning", "start podman-web.service" },
        { "web never started", "InSync", "NotRunning", "start podman-web.service" },
        { "web failed", "InSync", "UnitFailed", "start podman-web.service" },
        { "web stopped, ended with a bad exit code", "InSync", "StoppedByHand", "start podman-web.service" },
        { "both stopped", "StoppedByHand", "DependencyNotReady", "start podman-db.service" },
        { "restart web", "InSync", "RestartRequested", "restart podman-web.service" },
        { "restart web on demand", "InSync", "RestartRequested", "restart podman-web.service" },
        { "restart web, rendered differently", "InSync", "RestartRequested", "stop podman-web.service; release podman-web.service" },
        { "restart web, edited", "InSync", "SpecChanged", "stop podman-web.service; release podman-web.service" },
        { "restart web, paused", "InSync", "Paused", "" },
        { "restart db, web paused", "DependentPaused", "Paused", "" },
        { "restart db, rendered differently", "RestartRequested", "DependencyChanged",
            "stop podman-web.service; stop podman-db.service; release podman-web.service; release podman-db.service" },
        { "restart web, image lost", "InSync", "ImageNotFound", "" },
    };

    [Theory]
    [MemberData(nameof(Mutations))]
    public void Planner_ByHand_GivesReasonsAndSteps(string mutation, string db, string web, string steps)
    {
        var scene = Mutate(new PlannerScenario().Converged("db").Converged("web", "db").PreparedAll(), mutation);
        Assert.Equal((db, web, steps), (scene.Decision("db").Reason, scene.Decision("web").Reason, scene.Steps()));
    }

    [Theory]
    [InlineData("web failed", true)]
    [InlineData("web stopped", false)]
    [InlineData("restart web", false)]
    public void Planner_ByHand_IsAWarningWhenSomethingWentWrong(string mutation, bool isWarning)
    {
        var scene = Mutate(new PlannerScenario().Converged("db").Converged("web", "db").PreparedAll(), mutation);
        Assert.Equal(isWarning, scene.Decision("web").IsWarning);
    }

    [Fact]
    public void Planner_Restart_IsPreparedFirst() =>
        Assert.Equal("prepare web", new PlannerScenario().Converged("web").RestartRequested("web").Steps());

    [Fact]
    public void Planner_StoppedByHand_SaysHowToKeepItStopped()
    {
        var decision = new PlannerScenario().Converged("web").Stopped("web").PreparedAll().Decision("web");
        Assert.Equal(PlanAction.Start, decision.Action);
        Assert.Contains("oci-reconciler stop web", decision.Message, StringComparison.Ordinal);
        Assert.Contains("oci-reconciler pause web", decision.Message, StringComparison.Ordinal);
    }

    // What is stopped takes along all that hangs on it, not the next ones alone.
    [Fact]
    public void Planner_WhatIsFurtherUpIsPaused_IsNotRestartedBelow()
    {
        var scene = new PlannerScenario().Converged("db").Converged("web", "db").Converged("app", "web").PreparedAll().Paused("app")
            .Assessed("db", assessment => assessment with { Restart = new("Unhealthy", "It is.") });
        Assert.Equal(("DependentPaused", ""), (scene.Decision("db").Reason, scene.Steps()));
    }

    [Fact]
    public void Planner_PausedContainer_SaysHowItGoesOn()
    {
        var scene = Frozen(new PlannerScenario().Converged("web")
            .Desired("web", member => member with { Backend = Backend.Docker }), "web");
        Assert.Contains("docker unpause web", scene.Decision("web").Message, StringComparison.Ordinal);
    }

    private static PlannerScenario Mutate(PlannerScenario scene, string mutation) => mutation switch
    {
        "web paused" => scene.Paused("web"),
        "web paused and stopped" => scene.Paused("web").Stopped("web"),
        "web paused and edited" => scene.Paused("web").Edited("web"),
        "web paused, unit gone" => scene.Paused("web").Observed("web", workload => workload with { Units = workload.Units.Clear() }),
        "web paused, manifest gone" => scene.Paused("web").Dropped("web"),
        "web paused, db edited" => scene.Paused("web").Edited("db"),
        "web paused, db dropped" => scene.Paused("web").Dropped("db").Dropped("web"),
        "web paused and not loaded, db edited" =>
            scene.Paused("web").Edited("db").Observed("web", workload => workload with { Holder = null, Units = workload.Units.Clear() }),
        "db paused, both stopped" => scene.Paused("db").Stopped("db").Stopped("web"),
        "db paused and stopped, web on demand" => OnDemand(scene).Paused("db").Stopped("db").Stopped("web"),
        "db paused and stopped, web edited" => scene.Paused("db").Stopped("db").Stopped("web").Edited("web"),
        "db paused and running, web stopped" => scene.Paused("db").Stopped("web"),
        "db paused and running, web edited" => scene.Paused("db").Edited("web"),
        "web's container paused" => Frozen(scene, "web"),
        "web's container paused and edited" => Frozen(scene, "web").Edited("web"),
        "web's container paused, image moved" => Frozen(scene, "web").Prepared("web", "i2"),
        "web's container paused, manifest gone" => Frozen(scene, "web").Dropped("web"),
        "web's container paused and unhealthy" =>
            Frozen(scene, "web").Assessed("web", assessment => assessment with { Restart = new("Unhealthy", "It is.") }),
        "web's container paused, restart asked for" => Frozen(scene, "web").RestartRequested("web"),
        "web's container paused, db edited" => Frozen(scene, "web").Edited("db"),
        "web's container paused, db dropped" => Frozen(scene, "web").Dropped("db").Dropped("web"),
        "web's container paused, db keeps ending" =>
            Frozen(scene, "web").Assessed("db", assessment => assessment with { StopForBackoff = new("CrashLoopBackOff", "It does.") }),
        "db's container paused, web edited" => Frozen(scene, "db").Edited("web"),
        "somebody else's container paused" =>
            scene.Observed("web", workload => workload with { Container = workload.Container! with { State = "paused", Owner = null } }),
        "web stopped" => scene.Stopped("web"),
        "web stopped by the controller, since it kept dying" =>
            scene.Stopped("web").Assessed("web", assessment => assessment with { IsCrashLooping = true }),
        "web never started" => scene.Stopped("web").Unit("web", unit => unit with { HasRun = false }),
        "web failed" => scene.Stopped("web").Unit("web", unit => unit with { ActiveState = "failed" }),
        "web stopped, ended with a bad exit code" =>
            scene.Stopped("web").Unit("web", unit => unit with { ActiveState = "failed" })
                .Assessed("web", assessment => assessment with { FailedByStop = true }),
        "both stopped" => scene.Stopped("web").Stopped("db"),
        "restart web" => scene.RestartRequested("web"),
        "restart web on demand" => OnDemand(scene).Stopped("web").RestartRequested("web"),
        "restart web, rendered differently" => scene.RestartRequested("web").Desired("web", member => member with { RenderVersion = "r2" }),
        "restart web, edited" => scene.RestartRequested("web").Edited("web"),
        "restart web, paused" => scene.RestartRequested("web").Paused("web"),
        "restart db, web paused" => scene.RestartRequested("db").Paused("web"),
        "restart db, rendered differently" => scene.RestartRequested("db").Desired("db", member => member with { RenderVersion = "r2" }),
        "restart web, image lost" => scene.RestartRequested("web").Failed("web", "ImageNotFound"),
        _ => throw new ArgumentOutOfRangeException(nameof(mutation), mutation, null),
    };

    private static PlannerScenario Frozen(PlannerScenario scene, string name) =>
        scene.Observed(name, workload => workload with { Container = workload.Container! with { State = "paused" } });

    private static PlannerScenario OnDemand(PlannerScenario scene) => scene.Desired("web", member => member with { AutoStart = false });
}
