namespace OciReconciler.UnitTests.Planning;

/// <summary>What has a name that a workload would have, and is not ours, is a conflict and left alone.</summary>
public sealed class PlannerForeignTests
{
    [Fact]
    public void Planner_SliceOfSomebodyElse_IsAConflict()
    {
        var scene = new PlannerScenario().New("web").PreparedAll().Observed("web", workload => workload with { Holder = Slice(null) });

        AssertConflict(scene, "UnitConflict", "oci-web.slice");
    }

    // Its unit lost its holder, and somebody's slice has the name by now.
    [Fact]
    public void Planner_RunningUnitAndSliceOfSomebodyElse_IsAConflict()
    {
        var scene = new PlannerScenario().Converged("web").PreparedAll().Edited("web")
            .Observed("web", workload => workload with { Holder = Slice(null) });

        AssertConflict(scene, "UnitConflict", "oci-web.slice");
    }

    [Fact]
    public void Planner_SliceOfAnotherWorkload_IsAConflict()
    {
        var mark = new OwnershipMark(PlannerScenario.Key("other"), "podman-other.service", "d1", "i1", "r1");

        AssertConflict(new PlannerScenario().New("web").PreparedAll()
            .Observed("web", workload => workload with { Holder = Slice(mark) }), "UnitConflict", "oci-web.slice");
    }

    [Theory]
    [InlineData("new")]
    [InlineData("edited")]
    [InlineData("stopped")]
    [InlineData("unhealthy")]
    [InlineData("holder gone")]
    public void Planner_DirectoryOfSomebodyElse_IsAConflictWhateverIsToBeDone(string what)
    {
        var scene = what switch
        {
            "new" => new PlannerScenario().New("web"),
            "edited" => new PlannerScenario().Converged("web").Edited("web"),
            "stopped" => new PlannerScenario().Converged("web").Stopped("web"),
            "unhealthy" =>
                new PlannerScenario().Converged("web")
                    .Assessed("web", assessment => assessment with { Restart = new FailureReason("Unhealthy", "no") }),
            _ => new PlannerScenario().Converged("web").Observed("web", workload => workload with { Holder = null }),
        };

        AssertConflict(scene.PreparedAll()
            .Observed("web", workload => workload with { ForeignDirectory = "/run/web" }), "RuntimeDirectoryConflict", "/run/web");
    }

    [Fact]
    public void Planner_DirectoryOfSomebodyElseAndNothingToBeDone_IsInSync() =>
        Assert.Equal("InSync", new PlannerScenario().Converged("web").PreparedAll()
            .Observed("web", workload => workload with { ForeignDirectory = "/run/web" }).Decision("web").Reason);

    // Anybody may start it; systemd refuses that, and here it is said why.
    [Fact]
    public void Planner_DirectoryOfSomebodyElseAndOnDemand_IsAConflictWhileItDoesNotRun()
    {
        var scene = new PlannerScenario().Converged("web").Desired("web", member => member with { AutoStart = false })
            .Observed("web", workload => workload with { ForeignDirectory = "/run/web" });

        Assert.Equal("InSync", scene.Decision("web").Reason);
        AssertConflict(scene.Stopped("web"), "RuntimeDirectoryConflict", "/run/web");
    }

    // A unit whose container nobody can see would be restarted for its absence.
    [Fact]
    public void Readiness_NotWatched_IsThatOfTheUnit()
    {
        var observed = new PlannerScenario().Converged("web")
            .Observed("web", workload => workload with { NotWatchedFor = "--root", Container = null }).Seen("web");

        Assert.False(observed.LacksContainer);
        var readiness = Readiness.Of(observed, hasHealthCheck: true);
        Assert.Equal((true, Reasons.NotWatched), (readiness.IsReady, readiness.Reason));
        Assert.Contains("--root leads to images and containers", readiness.Message, StringComparison.Ordinal);
        Assert.False(Readiness.Of(observed with { NotWatchedFor = null }, hasHealthCheck: false).IsReady);
    }

    private static void AssertConflict(PlannerScenario scene, string reason, string named)
    {
        var decision = scene.Decision("web");
        Assert.Equal((PlanAction.Conflict, reason), (decision.Action, decision.Reason));
        Assert.Contains(named, decision.Message, StringComparison.Ordinal);
        Assert.Equal("", scene.Steps());
    }

    private static ObservedUnit Slice(OwnershipMark? mark) =>
        new() { Name = "oci-web.slice", LoadState = "loaded", ActiveState = "active", Mark = mark };
}
