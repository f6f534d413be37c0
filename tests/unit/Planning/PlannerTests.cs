namespace OciReconciler.UnitTests.Planning;

public class PlannerTests
{
    /// <summary>Each row: a mutation of one converged workload, the decision's reason, and all steps of the next phase.</summary>
    public static TheoryData<string, string, string> Mutations => new()
    {
        { "none", "InSync", "" },
        { "spec", "SpecChanged", "stop podman-web.service; release podman-web.service" },
        { "inputs", "InputsChanged", "stop podman-web.service; release podman-web.service" },
        { "inputs unknown now", "InSync", "" },
        { "inputs unknown then", "InSync", "" },
        { "inputs by another key", "InSync", "" },
        { "inputs differ by any key", "InputsChanged", "prepare web" },
        { "leftover", "UnitLeftOver", "stop other.service; stop podman-web.service; release podman-web.service" },
        { "leftover, on demand", "UnitLeftOver", "note that web ran; stop other.service; release podman-web.service" },
        { "leftover, down", "InSync", "" },
        { "leftover, of another", "InSync", "" },
        { "leftover, dropped", "ManifestRemoved", "stop other.service; stop podman-web.service; release podman-web.service" },
        { "unit name", "UnitNameChanged", "stop podman-web.service; release podman-web.service" },
        { "render version, running", "InSync", "" },
        { "render version, failed", "RenderVersionChanged", "release podman-web.service" },
        { "holder gone", "HolderMissing", "hold web" },
        { "holder gone, not running", "HolderMissing", "hold web; start podman-web.service" },
        { "holder gone, spec", "SpecChanged", "stop podman-web.service; release podman-web.service" },
        { "unit gone", "UnitMissing", "release podman-web.service" },
        { "bad setting", "UnitMissing", "release podman-web.service" },
        { "inactive", "NotRunning", "start podman-web.service" },
        { "failed", "UnitFailed", "start podman-web.service" },
        { "auto-restart", "InSync", "" },
        { "inactive, start queued", "InSync", "" },
        { "on demand, inactive", "InSync", "" },
        { "on demand, ran before", "NotRunning", "start podman-web.service" },
        { "on demand, running, spec", "SpecChanged", "note that web ran; stop podman-web.service; release podman-web.service" },
        { "dropped", "ManifestRemoved", "stop podman-web.service; release podman-web.service" },
        { "dropped, source not ready", "Kept", "" },
        { "dropped, only its container left", "ManifestRemoved", "remove container aaaaaaaaaaaa of web" },
        { "dropped, nothing left", "Removed", "forget web" },
        { "pinned, spec", "SpecChanged", "stop podman-web.service; release podman-web.service" },
        { "spec, not to be prepared", "ImageNotFound", "" },
        { "spec, not to be prepared, inactive", "NotRunning", "start podman-web.service" },
        { "spec, not to be prepared, inactive and rendered differently", "NotRunning", "start podman-web.service" },
        { "spec, not to be prepared, failed", "UnitFailed", "start podman-web.service" },
        { "spec, not to be prepared, holder gone", "HolderMissing", "hold web" },
        { "spec, failed to start", "StartFailed", "" },
        { "engine silent, not to be prepared", "PodmanUserUnusable", "" },
        { "engine silent, unchanged", "InSync", "" },
        { "engine silent, inactive", "EngineUnavailable", "" },
        { "engine silent, unit gone", "EngineUnavailable", "" },
        { "engine silent, holder gone", "HolderMissing", "hold web" },
        { "engine silent, holder gone, not running", "HolderMissing", "hold web" },
        { "dependency not declared, unchanged", "InSync", "" },
        { "dependency not declared, spec", "DependencyNotFound", "" },
    };

    [Theory]
    [MemberData(nameof(Mutations))]
    public void Planner_OneMutation_GivesReasonAndSteps(string mutation, string reason, string steps)
    {
        var scene = Mutate(new PlannerScenario().Converged("web").PreparedAll(), mutation);
        Assert.Equal(reason, scene.Decision("web").Reason);
        Assert.Equal(steps, scene.Steps());
    }

    // What is defined is seen to as if nothing had changed.
    private static PlannerScenario Unprepared(PlannerScenario scene) =>
        scene.Edited("web").Failed("web", new FailureReason("ImageNotFound", "no") { IsPreparation = true });

    // Whose container has its name cannot be told then, and a start would replace it.
    private static PlannerScenario Silent(PlannerScenario scene) =>
        scene.Observed("web", workload => workload with { ContainerIsKnown = false, Container = null });

    private static PlannerScenario Inputs(InputsDigest inputs) =>
        new PlannerScenario().Converged("web").Observed("web", workload => workload with { InputsHash = inputs });

    private static PlannerScenario Mutate(PlannerScenario scene, string mutation) => mutation switch
    {
        "none" => scene,
        "spec" => scene.Edited("web"),
        "inputs" => scene.Prepared("web", "i2"),
        "inputs unknown now" => new PlannerScenario().Converged("web").Observed("web", workload => workload with { InputsHash = null }),
        "inputs by another key" => Inputs(new InputsDigest("i2") { Former = ["i0", "i1"] }),
        "inputs differ by any key" => Inputs(new InputsDigest("i2") { Former = ["i0"] }),
        "inputs unknown then" => scene.Prepared("web", "i2").Observed("web", workload =>
            workload with { Holder = workload.Holder! with { Mark = workload.Holder.Mark! with { InputsHash = "-" } } }),
        "leftover" => Leftover(scene, "web", "active"),
        "leftover, on demand" =>
            OnDemand(Leftover(scene, "web", "active")).Unit("web", unit => unit with { ActiveState = "inactive" }),
        "leftover, down" => Leftover(scene, "web", "inactive"),
        "leftover, of another" => Leftover(scene, "db", "active"),
        "leftover, dropped" => Leftover(scene, "web", "active").Dropped("web"),
        "unit name" => scene.Desired("web", member => member with { Unit = "other.service" }),
        "render version, running" => scene.Desired("web", member => member with { RenderVersion = "r2" }),
        "render version, failed" => Failed(scene).Desired("web", member => member with { RenderVersion = "r2" }),
        "spec, not to be prepared" => Unprepared(scene),
        "spec, not to be prepared, inactive" => Unprepared(Mutate(scene, "inactive")),
        "spec, not to be prepared, inactive and rendered differently" =>
            Unprepared(Mutate(scene, "inactive")).Desired("web", member => member with { RenderVersion = "r2" }),
        "spec, not to be prepared, failed" => Unprepared(Failed(scene)),
        "spec, not to be prepared, holder gone" => Unprepared(HolderGone(scene)),
        "spec, failed to start" => Mutate(scene.Edited("web"), "inactive").Failed("web", new FailureReason("StartFailed", "no")),
        "engine silent, not to be prepared" =>
            Silent(Mutate(scene, "unit gone")).Failed("web", new FailureReason("PodmanUserUnusable", "no") { IsPreparation = true }),
        "engine silent, unchanged" => Silent(scene),
        "engine silent, inactive" => Silent(Mutate(scene, "inactive")),
        "engine silent, unit gone" => Silent(Mutate(scene, "unit gone")),
        "engine silent, holder gone" => Silent(HolderGone(scene)),
        "engine silent, holder gone, not running" => Silent(Mutate(scene, "holder gone, not running")),
        "holder gone" => HolderGone(scene),
        "holder gone, not running" => HolderGone(scene).Unit("web", unit => unit with { ActiveState = "inactive" }),
        "holder gone, spec" => HolderGone(scene).Edited("web"),
        "unit gone" => scene.Observed("web", workload => workload with { Units = workload.Units.Clear() }),
        "bad setting" => scene.Unit("web", unit => unit with { LoadState = "bad-setting", ActiveState = "inactive" }),
        "inactive" => scene.Unit("web", unit => unit with { ActiveState = "inactive" }),
        "failed" => Failed(scene),
        "auto-restart" => scene.Unit("web", unit => unit with { ActiveState = "activating", SubState = "auto-restart" }),
        "inactive, start queued" => scene.Unit("web", unit => unit with { ActiveState = "inactive", JobType = "start" }),
        "on demand, inactive" => OnDemand(scene).Unit("web", unit => unit with { ActiveState = "inactive" }),
        "on demand, ran before" => OnDemand(scene).Unit("web", unit => unit with { ActiveState = "inactive" })
            .Observed("web", workload => workload with { StartIsPending = true }),
        "on demand, running, spec" => OnDemand(scene).Edited("web"),
        "dropped" => scene.Dropped("web"),
        "dropped, source not ready" => scene.Dropped("web", mayPrune: false),
        "dropped, only its container left" => Gone(scene).Dropped("web"),
        "dropped, nothing left" => Gone(scene).Observed("web", workload => workload with { Container = null }).Dropped("web"),
        "pinned, spec" => scene.Edited("web").Name("web", by: "backup.service"),
        "dependency not declared, unchanged" => scene.Desired("web", member => member with { DependsOn = [PlannerScenario.Key("db")] }),
        "dependency not declared, spec" =>
            scene.Edited("web").Desired("web", member => member with { DependsOn = [PlannerScenario.Key("db")] }),
        _ => throw new ArgumentOutOfRangeException(nameof(mutation), mutation, null),
    };

    private static PlannerScenario Leftover(PlannerScenario scene, string marked, string state) => scene.Foreign("web", new ObservedUnit
    {
        Name = "other.service",
        LoadState = "loaded",
        ActiveState = state,
        Mark = scene.Seen("web").Applied! with { Key = PlannerScenario.Key(marked), Unit = "other.service" },
    });

    private static PlannerScenario Failed(PlannerScenario scene) => scene.Unit("web", unit => unit with { ActiveState = "failed" });

    private static PlannerScenario OnDemand(PlannerScenario scene) => scene.Desired("web", member => member with { AutoStart = false });

    private static PlannerScenario HolderGone(PlannerScenario scene) => scene.Observed("web", workload => workload with { Holder = null });

    private static PlannerScenario Gone(PlannerScenario scene) =>
        scene.Observed("web", workload => workload with { Holder = null, Units = workload.Units.Clear() });

    [Fact]
    public void Planner_Pinned_ReleaseNamesTheForeignUnit()
    {
        var plan = new PlannerScenario().Converged("web").PreparedAll().Edited("web").Name("web", by: "backup.service").Plan();
        Assert.Equal(["backup.service"], plan.Steps.OfType<PlanStep.Release>().Single().PinnedBy);
    }

    [Fact]
    public void Planner_NewWorkload_PreparesBeforeAnythingElse()
    {
        var scene = new PlannerScenario().New("web");
        Assert.Equal(PlanPhase.Prepare, scene.Plan().Phase);
        Assert.Equal("prepare web", scene.Steps());
        Assert.Equal("define web; start podman-web.service", scene.Prepared("web").Steps());
    }

    [Fact]
    public void Planner_PreparationFailed_NothingIsStopped()
    {
        var scene = new PlannerScenario().Converged("web").Edited("web").Failed("web", "ImagePullFailed");
        Assert.Equal("", scene.Steps());
        Assert.Equal("ImagePullFailed", scene.Decision("web").Reason);
    }

    [Fact]
    public void Planner_OnDemandNew_IsDefinedAndNotStarted()
    {
        var scene = new PlannerScenario().New("tool").Desired("tool", member => member with { AutoStart = false }).Prepared("tool");
        Assert.Equal("define tool", scene.Steps());
    }

    [Theory]
    [InlineData("masked", "", "is masked")]
    [InlineData("loaded", "/etc/systemd/system/podman-web.service", "is installed at /etc/systemd/system/podman-web.service")]
    [InlineData("loaded", "", "was created by somebody else")]
    public void Planner_ForeignUnit_IsAConflictAndLeftAlone(string loadState, string fragment, string message)
    {
        var foreign = new ObservedUnit {
            Name = "podman-web.service", LoadState = loadState, ActiveState = "active", FragmentPath = fragment };
        var scene = new PlannerScenario().New("web").Foreign("web", foreign).PreparedAll();
        Assert.Equal(PlanAction.Conflict, scene.Decision("web").Action);
        Assert.Contains(message, scene.Decision("web").Message, StringComparison.Ordinal);
        Assert.Equal("", scene.Steps());
    }

    [Fact]
    public void Planner_UnitOnlyNamedBySomebody_IsNoConflict()
    {
        var named = new ObservedUnit { Name = "podman-web.service", LoadState = "not-found", ActiveState = "inactive" };
        Assert.Equal(PlanAction.Create, new PlannerScenario().New("web").Foreign("web", named).Decision("web").Action);
    }

    // What is dead is nobody's any more; over what runs nothing is defined, since systemd would take that and call the running unit broken.
    [Theory]
    [InlineData("failed", PlanAction.Create)]
    [InlineData("active", PlanAction.Conflict)]
    [InlineData("activating", PlanAction.Conflict)]
    [InlineData("deactivating", PlanAction.Conflict)]
    public void Planner_UnitWhoseFileIsGone_IsTakenOverWhenItIsDead(string state, PlanAction action)
    {
        var leftover = new ObservedUnit { Name = "podman-web.service", LoadState = "not-found", ActiveState = state };
        Assert.Equal(action, new PlannerScenario().New("web").Foreign("web", leftover).Decision("web").Action);
    }

    // A unit of ours that lost its file and its description: its holder still tells whose it is.
    [Fact]
    public void Planner_OwnUnitWhoseFileIsGone_IsDefinedAnew()
    {
        var scene = new PlannerScenario().Converged("web").PreparedAll()
            .Unit("web", unit => unit with { LoadState = "not-found", Mark = null });
        Assert.Equal("UnitMissing", scene.Decision("web").Reason);
        Assert.Equal("release podman-web.service", scene.Steps());
    }

    [Theory]
    [InlineData(null, PlanAction.Conflict)]
    [InlineData("other", PlanAction.Conflict)]
    [InlineData("web", PlanAction.Create)]
    public void Planner_ContainerOfThatName_IsAConflictUnlessOurs(string? owner, PlanAction action)
    {
        var scene = new PlannerScenario().New("web").Observed("web", workload =>
            workload with { Container = new ObservedContainer("abc", "sha256:1", owner, "running", 0, null) });
        Assert.Equal(action, scene.Decision("web").Action);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Planner_RunningUnitAndForeignContainerOfItsName_IsNotRestarted(bool isAskedFor)
    {
        var scene = new PlannerScenario().Converged("web").PreparedAll().Observed("web", workload =>
            workload with { Container = new ObservedContainer("abc", "sha256:1", null, "running", 0, null) });
        scene = isAskedFor
            ? scene.RestartRequested("web")
            : scene.Assessed("web", assessment => assessment with { Restart = new FailureReason("ContainerMissing", "It is gone.") });
        Assert.Equal("ContainerConflict", scene.Decision("web").Reason);
        Assert.Equal("", scene.Steps());
    }

    [Fact]
    public void Planner_StoppedUnitAndForeignContainerOfItsName_IsNotStarted()
    {
        var scene = new PlannerScenario().Converged("web").Stopped("web").PreparedAll().Observed("web", workload =>
            workload with { Container = new ObservedContainer("abc", "sha256:1", null, "running", 0, null) });
        Assert.Equal("ContainerConflict", scene.Decision("web").Reason);
        Assert.Equal("", scene.Steps());
    }

    [Fact]
    public void Planner_EditedWhileItsStartIsQueued_CallsTheStartOffBeforeItIsReleased()
    {
        var scene = new PlannerScenario().Converged("web").Unit("web", unit => unit with { ActiveState = "inactive", JobType = "start" })
            .PreparedAll().Edited("web");
        Assert.Equal("stop podman-web.service; release podman-web.service", scene.Steps());
    }

    [Fact]
    public void Planner_UnitOfAnotherWorkload_IsPending()
    {
        var scene = new PlannerScenario().Converged("old").New("web").Desired("web", member => member with { Unit = "podman-old.service" });
        scene.Foreign("web", new ObservedUnit
        {
            Name = "podman-old.service", LoadState = "loaded", ActiveState = "active",
            Mark = new(PlannerScenario.Key("old"), "podman-old.service", "d1", "i1", "r1"),
        });
        Assert.Equal("UnitNameInUse", scene.Decision("web").Reason);
    }

    [Theory]
    [InlineData("Unhealthy")]
    [InlineData("ContainerMissing")]
    public void Planner_WhatRunsIsOfNoUse_IsRestartedWithAWarning(string reason)
    {
        var decision = new PlannerScenario().Converged("web")
            .Assessed("web", assessment => assessment with { Restart = new FailureReason(reason, "It does not serve.") }).Decision("web");
        Assert.Equal((PlanAction.Restart, reason, true), (decision.Action, decision.Reason, decision.IsWarning));
    }

    [Fact]
    public void Planner_KeepsEnding_IsStoppedWithAWarning() =>
        Assert.True(new PlannerScenario().Converged("web")
            .Assessed("web", assessment => assessment with { StopForBackoff = new FailureReason("CrashLoopBackOff", "It keeps ending.") })
                .Decision("web").IsWarning);

    [Fact]
    public void Planner_Edit_IsNoWarning() => Assert.False(new PlannerScenario().Converged("web").Edited("web").Decision("web").IsWarning);
}
