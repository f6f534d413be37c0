namespace OciReconciler.UnitTests.Planning;

/// <summary>db, and web that depends on it and was edited: its image is on its way.</summary>
public class PlannerMeanwhileTests
{
    /// <summary>What happened besides, and what is done meanwhile.</summary>
    public static TheoryData<string, string> Cases => new()
    {
        { "nothing", "nothing" },
        { "web stopped", "start podman-web.service" },
        { "web of no use", "restart podman-web.service" },
        { "web keeps dying", "stop podman-web.service" },
        { "web is new", "nothing" },
        { "db stopped, and prepared", "start podman-db.service" },
        { "db edited, and prepared", "nothing" },
        { "a member is gone", "nothing" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Meanwhile_WhatIsDefinedIsSeenTo_AndNothingIsDefined(string happened, string done)
    {
        var scene = Mutate(new PlannerScenario().Converged("db").Converged("web", "db").Edited("web"), happened);
        Assert.Equal(PlanPhase.Prepare, scene.Plan().Phase);
        Assert.Equal(done, scene.Meanwhile());
    }

    private static PlannerScenario Mutate(PlannerScenario scene, string happened)
    {
        var why = new FailureReason("Unhealthy", "Its check fails.");
        return happened switch
        {
            "nothing" => scene,
            "web stopped" => scene.Stopped("web"),
            "web of no use" => scene.Assessed("web", assessment => assessment with { Restart = why }),
            "web keeps dying" => scene.Assessed("web", assessment => assessment with { StopForBackoff = why, DelayStart = why }),
            "web is new" => scene.New("web", "db"),
            "db stopped, and prepared" => scene.Stopped("db").Prepared("db"),
            "db edited, and prepared" => scene.Edited("db").Prepared("db"),
            "a member is gone" => scene.New("old").Dropped("old"),
            _ => throw new ArgumentOutOfRangeException(nameof(happened), happened, null),
        };
    }
}
