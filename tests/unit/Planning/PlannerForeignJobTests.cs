namespace OciReconciler.UnitTests.Planning;

/// <summary>db, web that depends on it and app that depends on web, while somebody else has asked systemd for something.</summary>
public sealed class PlannerForeignJobTests
{
    private const string StopsWeb =
        "stop podman-app.service; stop podman-web.service; release podman-app.service; release podman-web.service";

    /// <summary>Each row: what the controller would do, where a job is, what kind of job, and all steps of the next phase.</summary>
    public static TheoryData<string, string, string, string> Cases => new()
    {
        { "web edited", "", "", StopsWeb },
        { "web edited", "web", "restart", "" },
        { "web edited", "web", "start", "" },
        { "web edited", "web", "stop", "" },
        { "web edited", "app", "restart", "" },
        { "web edited", "db", "restart", StopsWeb },
        { "web edited", "web", "own", StopsWeb },
        { "web edited", "web", "systemd's", StopsWeb },
        { "web edited", "web", "old", StopsWeb },
        { "web inputs changed", "web", "restart", "" },
        { "web dropped", "app", "restart", "" },
        { "app dropped", "app", "restart", "" },
        { "app dropped", "app", "old", "stop podman-app.service; release podman-app.service" },
        { "web unhealthy", "web", "restart", "" },
        { "web unhealthy", "app", "restart", "" },
        { "web unhealthy", "db", "restart", "restart podman-web.service" },
        { "web keeps ending", "web", "restart", "" },
        { "web keeps ending", "app", "start", "" },
        { "web keeps ending", "web", "systemd's", "stop podman-web.service" },
        { "web restart requested", "web", "restart", "" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Planner_JobOfSomebodyElse_IsNotCancelled(string what, string where, string job, string steps)
    {
        var scene = Mutated(what);
        if (where.Length > 0)
            scene.Unit(where, unit => WithJob(unit, job));
        Assert.Equal(steps, scene.Steps());
        if (steps.Length == 0)
            Assert.Equal(
                (PlanAction.Waiting, Reasons.JobUnderWay), (scene.Decision(what[..3]).Action, scene.Decision(what[..3]).Reason));
    }

    [Fact]
    public void Planner_JobOfSomebodyElse_SaysWhoseAndWhatWaits()
    {
        var message = Mutated("web edited").Unit("app", unit => WithJob(unit, "restart")).Decision("web").Message;
        Assert.Contains("podman-app.service", message, StringComparison.Ordinal);
        Assert.Contains("The manifest changed", message, StringComparison.Ordinal);
    }

    private static PlannerScenario Mutated(string what)
    {
        var scene = new PlannerScenario().Converged("db").Converged("web", "db").Converged("app", "web").PreparedAll();
        return what switch
        {
            "web edited" => scene.Edited("web"),
            "web inputs changed" => scene.Prepared("web", "i2"),
            "web dropped" => scene.Dropped("web").Dropped("app"),
            "app dropped" => scene.Dropped("app"),
            "web unhealthy" => scene.Assessed("web", assessment => assessment with { Restart = new("Unhealthy", "It is unhealthy.") }),
            "web keeps ending" =>
                scene.Assessed("web", assessment => assessment with { StopForBackoff = new("CrashLoopBackOff", "It keeps ending.") }),
            "web restart requested" => scene.RestartRequested("web"),
            _ => throw new ArgumentOutOfRangeException(nameof(what), what, null),
        };
    }

    private static ObservedUnit WithJob(ObservedUnit unit, string job) => job switch
    {
        "own" => unit with { JobType = "start", JobId = 7 },
        "systemd's" => unit with
        {
            ActiveState = "activating", SubState = "start", JobType = "start", JobId = 7,
            ForeignJob = TimeSpan.FromSeconds(1), Run = new UnitRun(3, 1, "", null),
        },
        "old" => unit with { ActiveState = "activating", JobType = "start", JobId = 7, ForeignJob = TimeSpan.FromSeconds(300) },
        _ => unit with { JobType = job, JobId = 7, ForeignJob = TimeSpan.FromSeconds(1) },
    };
}
