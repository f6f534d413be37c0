using OciReconciler.Model.Desired;
using OciReconciler.Model.Manifests.Json;
using OciReconciler.Model.Status;

namespace OciReconciler.UnitTests.Status;

public class StatusBuilderTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly WorkloadKey Web = new("web");
    private static readonly Decision InSync = new(PlanAction.None, "InSync", "As declared.");

    /// <summary>
    /// Unit state, container state (null: engine unknown), autoStart, decision, then phase and Ready's status and reason.
    /// </summary>
    public static TheoryData<string, string?, bool, PlanAction, string, string> Rows => new()
    {
        { "active", "running", true, PlanAction.None, "Running", "True Running" },
        { "active", null, true, PlanAction.None, "Running", "True Running" },
        { "active", "exited", true, PlanAction.None, "Starting", "False ContainerNotRunning" },
        { "inactive", null, false, PlanAction.None, "Defined", "True Defined" },
        { "inactive", null, true, PlanAction.None, "Stopped", "False NotActive" },
        { "failed", null, true, PlanAction.None, "Failed", "False NotActive" },
        { "activating", null, true, PlanAction.None, "Starting", "False NotActive" },
        { "active", "running", true, PlanAction.Blocked, "Running", "True Running" },
        { "active", "exited", true, PlanAction.Blocked, "Blocked", "False ContainerNotRunning" },
        { "activating", null, true, PlanAction.Blocked, "Blocked", "False NotActive" },
        { "deactivating", null, true, PlanAction.Blocked, "Blocked", "False NotActive" },
        { "failed", null, true, PlanAction.Blocked, "Blocked", "False NotActive" },
        { "reloading", null, true, PlanAction.None, "Starting", "False NotActive" },
        { "active", "running", true, PlanAction.Conflict, "Conflict", "True Running" },
        { "active", "running", true, PlanAction.Pending, "Pending", "True Running" },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void StatusBuilder_StateAndDecision_GivePhaseAndReady(
        string unit, string? container, bool autoStart, PlanAction action, string phase, string ready)
    {
        var status = StatusBuilder.Build(Input(unit, container, autoStart) with { Decision = InSync with { Action = action } }, null, Now);
        Assert.Equal(phase, status.Phase);
        var condition = Condition(status, "Ready");
        Assert.Equal(ready, $"{condition.Status} {condition.Reason}");
        Assert.Equal(action == PlanAction.None, status.InSync);
    }

    [Theory]
    [InlineData("auto-restart")]
    [InlineData("auto-restart-queued")]
    public void StatusBuilder_SystemdRestartsIt_IsRestartingAndNotRunning(string subState)
    {
        var input = Input("activating", null, true);
        var unit = input.Observed.AppliedUnit! with { SubState = subState };
        input = input with { Observed = input.Observed with { Units = input.Observed.Units.SetItem(unit.Name, unit) } };
        var status = StatusBuilder.Build(input, null, Now);
        Assert.Equal(("Restarting", "Restarting"), (status.Phase, Condition(status, "Degraded").Reason));
        Assert.Equal(
            "Blocked", StatusBuilder.Build(input with { Decision = InSync with { Action = PlanAction.Blocked } }, null, Now).Phase);
    }

    [Theory]
    [InlineData("i", "sha256:1")]
    [InlineData("another", null)]
    [InlineData(null, null)]
    public void StatusBuilder_ImageDigest_IsThatOfTheImageThatRuns(string? known, string? expected)
    {
        var input = Input("active", "running", true);
        input = input with { Observed = input.Observed with { ImageId = known, ImageDigest = "sha256:1" } };
        Assert.Equal(expected, StatusBuilder.Build(input, null, Now).ImageDigest);
    }

    [Fact]
    public void StatusBuilder_SameStatus_KeepsItsTransitionTime()
    {
        var first = StatusBuilder.Build(Input("active", "running", true), null, Now);
        var second = StatusBuilder.Build(Input("active", "running", true), first, Now.AddHours(1));
        Assert.Equal(Now, Condition(second, "Ready").LastTransitionTime);
        var third = StatusBuilder.Build(Input("failed", null, true), second, Now.AddHours(2));
        Assert.Equal(Now.AddHours(2), Condition(third, "Ready").LastTransitionTime);
    }

    [Fact]
    public void StatusBuilder_BrokenManifest_SaysWhereAndThatTheLastValidVersionStays()
    {
        var problem = new ManifestError("/m/web.json", 3, "$.spec", "wrong.");
        var status = StatusBuilder.Build(Input("active", "running", true) with { Problems = [problem] }, null, Now);
        Assert.Equal("/m/web.json:3: $.spec: wrong. The last valid version stays in force.", Condition(status, "ManifestValid").Message);
        Assert.Equal("True", Condition(status, "Ready").Status);
    }

    [Fact]
    public void StatusBuilder_LaterSourceDeclaresItToo_IsValidAndSaysWhichIsUnused()
    {
        var status = StatusBuilder.Build(Input("active", "running", true) with { UnusedFile = "/n/web.json" }, null, Now);
        var condition = Condition(status, "ManifestValid");
        Assert.Equal(("True", "DeclaredTwice"), (condition.Status, condition.Reason));
        Assert.EndsWith(
            " /n/web.json of a later source declares it too, and is not used: remove one.", condition.Message, StringComparison.Ordinal);
        Assert.Equal("False", Condition(status, "Degraded").Status);
    }

    [Fact]
    public void StatusBuilder_Warnings_StandUntilAPreparationHasNone()
    {
        var warning = new PrepareWarning("LoginFailed", "login failed: 401.");
        var input = Input("active", "running", true);
        var warned = StatusBuilder.Build(input with { Warnings = [warning] }, null, Now);
        Assert.Equal([warning], warned.Warnings);
        Assert.Equal([warning], StatusBuilder.Build(input, warned, Now).Warnings);
        Assert.Empty(StatusBuilder.Build(input with { Warnings = [] }, warned, Now).Warnings);
    }

    [Fact]
    public void StatusBuilder_StatusOfAnOlderController_HasNoWarnings()
    {
        var status = StatusBuilder.Build(Input("active", "running", true), null, Now);
        var text = JsonSerializer.Serialize(status, StatusJsonContext.Default.WorkloadStatus);
        var older = JsonSerializer.Deserialize(
            text.Replace("\"warnings\": [],", "", StringComparison.Ordinal), StatusJsonContext.Default.WorkloadStatus);
        Assert.Empty(StatusBuilder.Build(Input("active", "running", true), older, Now).Warnings);
    }

    [Theory]
    [InlineData("d1", true)]
    [InlineData("d2", false)]
    public void StatusBuilder_Paused_SaysSoAndIsInSyncOnlyWithWhatIsDefined(string desired, bool inSync)
    {
        var input = Input("inactive", null, true) with {
            Decision = new(PlanAction.None, Reasons.Paused, "Until: oci-reconciler resume web") };
        var status = StatusBuilder.Build(
            input with { Member = input.Member with { DefinitionHash = desired, DependsOn = [new("db")] } }, null, Now);
        Assert.Equal(("Paused", true, inSync), (status.Phase, status.Paused, status.InSync));
        Assert.Equal(
            ("False", "Paused", "Until: oci-reconciler resume web"),
            (Condition(status, "Progressing").Status, Condition(status, "Progressing").Reason, Condition(status, "Progressing").Message));
        Assert.Equal(["db"], status.DependsOn);
    }

    [Theory]
    [InlineData("active", "MassRemovalHeld")]
    [InlineData("failed", "UnitFailed")]
    public void StatusBuilder_RemovalGrace_IsDegradedUnlessSomethingIsWorse(string unit, string degraded)
    {
        var status = StatusBuilder.Build(Input(unit, null, true) with { RemovalGrace = new("MassRemovalHeld", "Until noon.") }, null, Now);
        Assert.Equal(("True", degraded), (Condition(status, "Degraded").Status, Condition(status, "Degraded").Reason));
        Assert.Equal(
            ("False", "MassRemovalHeld", "Until noon."),
            (Condition(status, "ManifestValid").Status, Condition(status, "ManifestValid").Reason,
                Condition(status, "ManifestValid").Message));
    }

    [Theory]
    [InlineData("backup.timer", "inactive", "enabled", true)]
    [InlineData("backup.timer", "inactive", "enabled-runtime", true)]
    [InlineData("backup.path", "failed", "enabled", true)]
    [InlineData("backup.socket", "failed", "static", true)]
    [InlineData("backup.timer", "inactive", "disabled", false)]
    [InlineData("backup.timer", "inactive", "transient", false)]
    [InlineData("backup.timer", "active", "enabled", false)]
    [InlineData("backup.timer", "activating", "enabled", false)]
    public void StatusBuilder_TriggerOfAnAdministrator_IsReportedWhenItIsToRunAndDoesNot(
        string name, string active, string file, bool isTold)
    {
        var input = Input("inactive", null, autoStart: false);
        var unit = input.Observed.AppliedUnit! with {
            HasDetails = true, Triggers = [new("ok.timer", "active", "enabled"), new(name, active, file)] };
        var status = StatusBuilder.Build(
            input with { Observed = input.Observed with { Units = input.Observed.Units.SetItem(unit.Name, unit) } }, null, Now);
        Assert.Equal(("Defined", "True"), (status.Phase, Condition(status, "Ready").Status));
        var degraded = Condition(status, "Degraded");
        Assert.Equal(isTold ? "True TriggerNotRunning" : "False AsExpected", $"{degraded.Status} {degraded.Reason}");
        if (isTold)
        {
            Assert.StartsWith(
                $"{name}, which is to start podman-web.service, is {file} and does not run ({active})", degraded.Message,
                StringComparison.Ordinal);
            Assert.Contains($"systemctl start {name}", degraded.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void StatusBuilder_NotWatched_IsReadyAndSaysWhatIsNotWatched()
    {
        var input = Input("active", "running", true);
        var observed = input.Observed with { NotWatchedFor = "--root", Container = null };
        var status = StatusBuilder.Build(
            input with { Observed = observed, Assessment = new Assessment { Readiness = Readiness.Of(observed, hasHealthCheck: true) } },
            null, Now);
        Assert.Equal(("True", "NotWatched"), (Condition(status, "Ready").Status, Condition(status, "Ready").Reason));
        Assert.StartsWith(
            "podman-web.service is active. --root leads to images and containers that the controller does not ask about",
            Condition(status, "Ready").Message, StringComparison.Ordinal);
        Assert.Equal("Running", status.Phase);
    }

    [Fact]
    public void StatusBuilder_RolledBack_SaysSoWithBothImagesAndNothingThatTheContainerWrote()
    {
        var bad = new FailedRevision(
            "m2", "CrashLoopBackOff", "It ended again and again.", Now, IsKept: false) { LastLines = "no such table\nbye\n" };
        var input = Input("active", "running", true) with { Record = new RolloutRecord { Failed = bad }, ImageInForce = "a:0" };
        var status = StatusBuilder.Build(input, null, Now);
        Assert.Equal(("RolledBack", false), (status.Phase, status.InSync));
        Assert.Equal(("True", "PreviousVersion"), (Condition(status, "Ready").Status, Condition(status, "Ready").Reason));
        Assert.Equal(
            ("CrashLoopBackOff", "a:1", "a:0"), (status.RolledBack?.Reason, status.RolledBack?.Image, status.RolledBack?.RunningImage));
        Assert.Empty(status.RolledBack!.LastLines);
        Assert.DoesNotContain(
            "no such table", JsonSerializer.Serialize(status, StatusJsonContext.Default.WorkloadStatus), StringComparison.Ordinal);
    }

    [Fact]
    public void StatusBuilder_RolledBackVersionOfARepository_NamesTheCommit()
    {
        var bad = new FailedRevision("m2", "CrashLoopBackOff", "It ended again and again.", Now, IsKept: false);
        var input = Input("active", "running", true);
        input = input with
        {
            Record = new RolloutRecord { Failed = bad },
            Origin = "fleet@1a2b3c4d5e6f",
            Assessment = input.Assessment! with { Trouble = new(Reasons.RolledBack, "The version before is in force again.") },
        };
        Assert.Equal(
            "The version before is in force again. The version that was given up is of fleet@1a2b3c4d5e6f.",
            Condition(StatusBuilder.Build(input, null, Now), "Degraded").Message);
    }

    // What it is kept from does not matter to what runs.
    [Theory]
    [InlineData("active", "RolledBack")]
    [InlineData("failed", "Blocked")]
    public void StatusBuilder_RolledBackAndBlocked_SaysWhatRuns(string state, string phase)
    {
        var bad = new FailedRevision("m2", "CrashLoopBackOff", "It ended again and again.", Now, IsKept: false);
        var input = Input(state, state == "active" ? "running" : state, true) with
        {
            Record = new RolloutRecord { Failed = bad }, Decision = new(PlanAction.Blocked, "EngineUnavailable", "It does not answer."),
        };
        Assert.Equal(phase, StatusBuilder.Build(input, null, Now).Phase);
    }

    // Its change is tried again all the while.
    [Fact]
    public void StatusBuilder_VersionBeforeIsInForceForNow_IsNotCalledRolledBack()
    {
        var bad = new FailedRevision("m2", "ImagePullFailed", "It is not there.", Now, IsKept: false, IsForNow: true);
        var status = StatusBuilder.Build(Input("active", "running", true) with { Record = new RolloutRecord { Failed = bad } }, null, Now);
        Assert.Equal(("Running", null), (status.Phase, status.RolledBack));
    }

    /// <summary>Nothing on the host tells of a version that cannot be applied.</summary>
    [Theory]
    [InlineData("ImagePullFailed", PlanAction.Start, false, "ImagePullFailed")]
    [InlineData(null, PlanAction.None, true, "ImagePullFailed")]
    [InlineData(null, PlanAction.Conflict, false, "Decided")]
    [InlineData(null, PlanAction.Blocked, false, "Decided")]
    [InlineData(null, PlanAction.Replace, false, null)]
    [InlineData("EngineUnavailable", PlanAction.Blocked, false, null)]
    public void StatusBuilder_VersionThatCannotBeApplied_HasAnObstacle(
        string? failure, PlanAction action, bool isForNow, string? expected)
    {
        var bad = new FailedRevision("m2", "ImagePullFailed", "It is not there.", Now, IsForNow: true);
        var status = StatusBuilder.Build(
            Input("active", "running", true) with
            {
                Record = isForNow ? new RolloutRecord { Failed = bad } : RolloutRecord.Empty,
                Failure = failure is null ? null : new FailureReason(failure, "It failed."),
                Decision = new(action, "Decided", "So it is."),
            },
            null, Now);
        Assert.Equal(expected, status.Obstacle?.Reason);
        Assert.DoesNotContain(
            "bstacle", JsonSerializer.Serialize(status, StatusJsonContext.Default.WorkloadStatus), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void StatusBuilder_PausedContainer_IsPausedAndNotReady(bool isDeclared)
    {
        var paused = Input("active", "paused", true) with
        {
            Decision = new(PlanAction.None, Reasons.ContainerPaused, "Until: podman unpause web"), IsDeclared = isDeclared,
        };
        // Nothing is remembered of what no manifest declares any more.
        var status = StatusBuilder.Build(isDeclared ? paused : paused with { Assessment = null }, null, Now);
        Assert.Equal(
            ("Paused", "False", "ContainerPaused"), (status.Phase, Condition(status, "Ready").Status, Condition(status, "Ready").Reason));
        Assert.Equal(("False", "ContainerPaused"), (Condition(status, "Progressing").Status, Condition(status, "Progressing").Reason));
        Assert.Equal("False", Condition(status, "Degraded").Status);
    }

    [Fact]
    public void StatusBuilder_JobOfSomebodyElse_IsUnderWayAndNothingIsWrong()
    {
        var status = StatusBuilder.Build(
            Input("deactivating", null, true) with
            {
                Decision = new(PlanAction.Waiting, Reasons.JobUnderWay, "systemd is at work."),
            },
            null, Now);
        Assert.Equal(("Stopping", false), (status.Phase, status.InSync));
        Assert.Equal(("True", "JobUnderWay"), (Condition(status, "Progressing").Status, Condition(status, "Progressing").Reason));
        Assert.Equal("False", Condition(status, "Degraded").Status);
    }

    private static Condition Condition(WorkloadStatus status, string type) => status.Conditions.Single(condition => condition.Type == type);

    private static StatusInput Input(string unitState, string? container, bool autoStart)
    {
        const string Unit = "podman-web.service";
        var mark = new OwnershipMark(Web, Unit, "d1", "i1", "r1");
        var observed = new ObservedWorkload
        {
            Key = Web,
            Holder = new ObservedUnit { Name = "oci-web.slice", LoadState = "loaded", ActiveState = "active", Mark = mark },
            Units = ImmutableSortedDictionary<string, ObservedUnit>.Empty.Add(
                Unit, new ObservedUnit { Name = Unit, LoadState = "loaded", ActiveState = unitState, Mark = mark }),
            Container = container is null ? null : new ObservedContainer("c", "i", "web", container, 0, null),
            ContainerIsKnown = container is not null,
        };
        var member = new DesiredMember { Key = Web, Unit = Unit, DefinitionHash = "d1", RenderVersion = "r1", AutoStart = autoStart };
        var spec = new WorkloadSpec { Key = Web, Image = "a:1", AutoStart = autoStart };
        return new StatusInput
        {
            Spec = spec,
            Member = member,
            File = "/m/web.json",
            Generation = 1,
            Observed = observed,
            Decision = InSync,
            IsWorking = false,
            IsDeclared = true,
            Assessment = new Assessment { Readiness = Readiness.Of(observed, hasHealthCheck: false) },
        };
    }
}
