namespace OciReconciler.UnitTests.Rollouts;

public sealed class RolloutTests
{
    [Fact]
    public void Version_ReadyForLongEnough_IsStable()
    {
        var story = new RolloutScenario();
        Assert.Equal("MinReadySeconds", story.Observe().Watching?.Reason);
        Assert.Equal(TimeSpan.FromSeconds(5), story.Assessment.ObserveAgainAfter);
        story.After(4.9);
        Assert.Null(story.Record.Stable);
        Assert.Null(story.After(0.1).Watching);
        Assert.Equal(new("d1", "i1", "sha256:1", "document of d1"), story.Record.Stable);
        Assert.Null(story.Assessment.ObserveAgainAfter);
    }

    [Fact]
    public void Version_ContainerReplacedMeanwhile_SoaksAnew()
    {
        var story = new RolloutScenario();
        story.Observe();
        story.Container = "c2";
        story.After(4);
        story.After(4);
        Assert.Null(story.Record.Stable);
        story.After(1);
        Assert.NotNull(story.Record.Stable);
    }

    [Fact]
    public void Change_NotReadyByItsDeadline_IsRolledBack()
    {
        var story = RolloutScenario.OfChange();
        Assert.Equal("WaitingUntilReady", story.Assessment.Watching?.Reason);
        story.After(299);
        Assert.Null(story.Record.Failed);
        Assert.Equal(TimeSpan.FromSeconds(1), story.Assessment.ObserveAgainAfter);
        story.After(1);
        Assert.Equal(
            ("m2", "ProgressDeadlineExceeded", false),
            (story.Record.Failed?.ManifestDigest, story.Record.Failed?.Reason, story.Record.Failed?.IsKept));
        Assert.Equal("RolledBack", story.Assessment.Trouble?.Reason);
        Assert.Equal("d1", story.Record.Stable?.DefinitionHash);
    }

    // A hint at the end of one sentence has no full stop of its own.
    [Theory]
    [InlineData(null, "See: systemctl status podman-web.service. Change the manifest")]
    [InlineData(1, "See: systemctl status podman-web.service. It ended with exit code 1. Change the manifest")]
    public void Trouble_RolledBack_IsWholeSentences(int? exitCode, string expected)
    {
        var story = RolloutScenario.OfChange();
        story.ExitCode = exitCode;
        var message = story.After(300).Trouble!.Message;
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Change_RolledBack_IsNotTriedAgainUntilTheManifestChanges()
    {
        var story = RolloutScenario.OfChange();
        story.After(300);
        (story.Applied, story.Wanted, story.ImageId, story.State, story.Container) = ("d1", "d1", "sha256:1", "active", "c3");
        story.After(10);
        story.ControllerRestarts();
        story.After(1000);
        Assert.NotNull(story.Record.Failed);
        story.Manifest = "m3";
        Assert.Null(story.After(1).Trouble);
        Assert.Null(story.Record.Failed);
    }

    [Fact]
    public void Change_ClockOfTheHostSteps_ChangesNoDeadline()
    {
        var story = RolloutScenario.OfChange();
        story.Time += TimeSpan.FromDays(2);
        story.After(299);
        Assert.Null(story.Record.Failed);
        story.Time -= TimeSpan.FromDays(9);
        story.After(1);
        Assert.NotNull(story.Record.Failed);
    }

    [Fact]
    public void Change_EngineDoesNotAnswer_TheClockWaits()
    {
        var story = RolloutScenario.OfChange();
        story.After(200);
        story.EngineAnswers = false;
        story.After(500);
        story.EngineAnswers = true;
        story.After(1);
        story.After(299);
        Assert.Null(story.Record.Failed);
        story.After(1);
        Assert.NotNull(story.Record.Failed);
    }

    [Fact]
    public void Change_ExitsAtOnce_IsRolledBackBeforeTheDeadline()
    {
        var story = RolloutScenario.OfChange();
        story.ExitCode = 127;
        story.Crashes(4, "failed");
        Assert.Equal("CrashLoopBackOff", story.Record.Failed?.Reason);
        Assert.Contains("exit code 127", story.Record.Failed?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Change_EngineIsAwayMeanwhile_IsNotRolledBack()
    {
        var story = RolloutScenario.OfChange("active");
        (story.ExitCode, story.End, story.EngineAnswers) = (LastExit.EngineFailure, null, false);
        story.Crashes(2);
        story.Crashes(2);
        story.Crashes(1, "failed");
        story.EngineAnswers = true;
        Assert.Equal("EngineUnavailable", story.Observe().DelayStart?.Reason);
        Assert.Null(story.After(2).DelayStart);
        Assert.Null(story.Record.Failed);
    }

    [Fact]
    public void Change_EngineRefusesTwiceAndNobodyKnowsWhy_IsRolledBack()
    {
        var story = RolloutScenario.OfChange();
        (story.ExitCode, story.End) = (LastExit.EngineFailure, null);
        Assert.Equal("EngineFailed", story.Crashes(4, "failed").DelayStart?.Reason);
        Assert.Null(story.Record.Failed);
        Assert.Null(story.After(2).DelayStart);
        story.Starts();
        story.Crashes(4, "failed");
        Assert.Equal("EngineFailed", story.Record.Failed?.Reason);
    }

    [Fact]
    public void Change_Unhealthy_IsRolledBackAndNotRestarted()
    {
        var story = RolloutScenario.OfStable();
        story.Member = story.Member with { HasHealthCheck = true };
        story.Health = HealthState.Starting;
        story.Edit("active");
        Assert.False(story.Assessment.Readiness.IsReady);
        story.Health = HealthState.Unhealthy;
        Assert.Null(story.After(30).Restart);
        Assert.Equal("Unhealthy", story.Record.Failed?.Reason);
    }

    [Fact]
    public void Change_PolicyIsKeep_StaysAndIsReportedAsFailed()
    {
        var story = RolloutScenario.OfStable();
        story.Member = story.Member with { RollsBack = false };
        story.Edit("activating");
        Assert.Equal("ProgressDeadlineExceeded", story.After(300).Trouble?.Reason);
        Assert.True(story.Record.Failed?.IsKept);
        (story.State, story.Container) = ("active", "c2");
        story.After(1);
        story.After(5);
        Assert.Null(story.Record.Failed);
        Assert.Equal("d2", story.Record.Stable?.DefinitionHash);
    }

    /// <summary>Whatever the plan says of it: the condition has the reason of a decision before any other.</summary>
    [Fact]
    public void Change_PolicyIsKeep_CountsAsFailedWhateverTheReason()
    {
        var story = RolloutScenario.OfStable();
        story.Member = story.Member with { RollsBack = false, HasHealthCheck = true };
        story.Edit("active");
        story.Health = HealthState.Unhealthy;
        Assert.Equal("Unhealthy", story.After(30).Failure?.Reason);
        story.Health = HealthState.Healthy;
        story.After(1);
        Assert.Null(story.After(5).Failure);
    }

    [Fact]
    public void Failure_OfWhatIsDefined_SaysNothingOfTheVersionThatIsNot()
    {
        var story = RolloutScenario.OfStable();
        (story.Container, story.ExitCode) = (null, 1);
        Assert.Equal("CrashLoopBackOff", story.Crashes(5, "failed").Failure?.Reason);
        (story.Wanted, story.Manifest) = ("d2", "m2");
        Assert.Null(story.Observe().Failure);
    }

    [Fact]
    public void FirstVersion_NotReadyByItsDeadline_HasNothingToGoBackTo()
    {
        var story = new RolloutScenario { State = "activating", Container = null };
        story.Observe();
        Assert.Equal("ProgressDeadlineExceeded", story.After(300).Trouble?.Reason);
        Assert.Null(story.Record.Failed);
    }

    [Fact]
    public void Change_OfFilesAlone_CannotBeRolledBack()
    {
        var story = RolloutScenario.OfStable();
        (story.Inputs, story.State, story.Container) = ("i2", "activating", null);
        story.Observe();
        story.After(300);
        Assert.True(story.Record.Failed?.IsKept);
    }

    [Fact]
    public void Change_NewImageBehindTheSameReference_IsRolledBack()
    {
        var story = RolloutScenario.OfStable();
        (story.Inputs, story.ImageId, story.State, story.Container) = ("i2", "sha256:2", "activating", null);
        story.Observe();
        story.After(300);
        Assert.False(story.Record.Failed?.IsKept);
        Assert.Equal("sha256:1", story.Record.Stable?.ImageId);
    }

    [Fact]
    public void Change_NotAppliedYet_IsNotAssessed()
    {
        var story = RolloutScenario.OfStable();
        (story.Wanted, story.Manifest, story.State) = ("d2", "m2", "failed");
        story.After(1000);
        Assert.Null(story.Record.Failed);
        Assert.Equal("d1", story.Record.Stable?.DefinitionHash);
    }

    [Fact]
    public void Change_RanForAMomentAndIsRolledBack_WasAwayUntilTheVersionBeforeServesAgain()
    {
        var story = RolloutScenario.OfStable();
        story.Record = story.Record with { DownSince = story.Time };
        story.Edit("activating");
        story.After(1);
        (story.State, story.Container) = ("active", "c2");
        story.After(1);
        story.After(1);
        Assert.Null(story.Record.LastChange);
        story.Crashes(6, "failed");
        Assert.Equal("CrashLoopBackOff", story.Record.Failed?.Reason);
        (story.Applied, story.Wanted, story.ImageId, story.State, story.Container, story.StartedAt) = ("d1", "d1", "sha256:1", "active",
            "c3", story.StartedAt + 1);
        Assert.Equal(TimeSpan.FromSeconds(5), story.After(4).ObserveAgainAfter);
        Assert.Null(story.Record.LastChange);
        story.After(5);
        Assert.Equal(7, story.Record.LastChange?.UnavailableSeconds);
        Assert.Null(story.Record.DownSince);
    }

    [Fact]
    public void Change_ServesAgain_ReportsForHowLongItDidNot()
    {
        var story = RolloutScenario.OfStable();
        story.Record = story.Record with { DownSince = story.Time };
        story.Edit("activating");
        story.After(2.5);
        Assert.Null(story.Record.LastChange);
        (story.State, story.Container, story.Wanted) = ("active", "c2", "d1");
        story.After(0);
        Assert.Null(story.Record.LastChange);
        story.Wanted = "d2";
        (story.State, story.Container) = ("active", "c2");
        story.After(0.5);
        Assert.Null(story.Record.LastChange);
        story.After(4.5);
        Assert.Equal(2.5, story.Record.LastChange?.UnavailableSeconds);
        Assert.Null(story.Record.DownSince);
    }
}
