using OciReconciler.Model.Desired;
using OciReconciler.UnitTests.Sources;

namespace OciReconciler.UnitTests.Triggers;

public sealed class OperatorRequestTests : IDisposable
{
    private static readonly WorkloadKey Web = new("web");
    private readonly TemporaryDirectory _temporary = new();
    private readonly PauseFiles _paused;
    private readonly RestartRequests _requests;

    public OperatorRequestTests()
    {
        _paused = new PauseFiles(_temporary["state/paused"]);
        _requests = new RestartRequests(_temporary["requests"]);
    }

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void Pause_IsKeptUntilResume()
    {
        Assert.Empty(_paused.All());
        Assert.False(_paused.Remove(Web));
        Assert.True(_paused.Add(Web));
        Assert.False(_paused.Add(Web));
        Assert.True(new PauseFiles(_temporary["state/paused"]).Has(Web));
        Assert.Equal([Web], _paused.All());
        Assert.True(_paused.Remove(Web));
        Assert.False(_paused.Has(Web));
    }

    /// <summary>
    /// Each row: the last decision, whether it was started on the way, whether it failed, and the answer; null: none yet.
    /// </summary>
    [Theory]
    [InlineData("None InSync", true, false, true)]
    [InlineData("None InSync", true, true, false)]
    [InlineData("None InSync", false, false, null)]
    [InlineData("None DependencyStopping", false, false, null)]
    [InlineData("None Paused", false, false, false)]
    [InlineData("Blocked DependentPaused", false, false, false)]
    [InlineData("Pending DependencyNotFound", false, false, false)]
    [InlineData("Conflict UnitConflict", false, false, false)]
    [InlineData("Forget Removed", false, false, false)]
    public void Answer_PassHasSettled_IsTheCommandsAnswer(string decided, bool started, bool failed, bool? expected)
    {
        var id = _requests.Ask(Web);
        var operatorRequests = new OperatorRequests([Web], _paused, _requests);
        Assert.Equal([Web], operatorRequests.AddTo(Input()).RestartRequested);
        var decisions = ImmutableSortedDictionary<WorkloadKey, Decision>.Empty.Add(
            Web, new Decision(Enum.Parse<PlanAction>(decided.Split(' ')[0]), decided.Split(' ')[1], "So it is."));
        if (started)
        {
            operatorRequests.Executed(new Plan(decisions, PlanPhase.BringUp, [new PlanStep.Restart(Web, "podman-web.service")]));
            Assert.Empty(operatorRequests.AddTo(Input()).RestartRequested);
        }

        var failures = new Dictionary<WorkloadKey, FailureReason>();
        if (failed)
            failures[Web] = new FailureReason("StartFailed", "It ended.");
        operatorRequests.Complete(decisions, failures);

        Assert.Equal(expected, _requests.Outcome(Web, id)?.Succeeded);
        Assert.Equal(expected is null, _requests.All().Contains(Web));
    }

    [Fact]
    public void Answer_AnotherRequestCameMeanwhile_ThatOneStays()
    {
        var first = _requests.Ask(Web);
        var operatorRequests = new OperatorRequests([Web], _paused, _requests);
        operatorRequests.AddTo(Input());
        operatorRequests.Executed(
            new Plan(ImmutableSortedDictionary<WorkloadKey, Decision>.Empty, PlanPhase.BringUp,
                [new PlanStep.Start(Web, "podman-web.service")]));
        var second = _requests.Ask(Web);
        operatorRequests.Complete(
            new Dictionary<WorkloadKey, Decision> { [Web] = new(PlanAction.None, "InSync", "") },
            new Dictionary<WorkloadKey, FailureReason>());
        Assert.True(_requests.Outcome(Web, first)!.Succeeded);
        Assert.Null(_requests.Outcome(Web, second));
        Assert.Equal(second, _requests.Find(Web));
    }

    [Fact]
    public void Finish_OutcomeCannotBeWritten_RequestIsGoneAllTheSame()
    {
        var id = _requests.Ask(Web);
        Directory.Delete(_requests.Outcomes);
        _temporary.Write("requests.done", "in the way");
        _requests.Finish(Web, new RestartOutcome(id, true, "Restarted."));
        Assert.Null(_requests.Find(Web));
    }

    [Fact]
    public void Names_OfNoWorkload_AskForNothing()
    {
        _requests.Make();
        _paused.Add(Web);
        foreach (var name in new[] { ".new-1.tmp", "-rf", "_x", "a b", "web\n", "%2e%2e%2fx", "\u202eweb", new string('-', 200) })
        {
            File.WriteAllText(Path.Combine(_requests.Directory, name), "1");
            File.WriteAllText(Path.Combine(_paused.Directory, name), "");
        }

        Assert.Equal([Web], _paused.All());
        Assert.Empty(_requests.All());
    }

    [Theory]
    [InlineData("mkfifo")]
    [InlineData("mkdir")]
    public void Find_RequestIsNoFile_IsNone(string command)
    {
        _requests.Make();
        foreach (var directory in new[] { _requests.Directory, _requests.Outcomes })
        {
            using var making = System.Diagnostics.Process.Start(command, Path.Combine(directory, "web"));
            making.WaitForExit();
        }

        Assert.Null(_requests.Find(Web));
        Assert.Null(_requests.Outcome(Web, "1"));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"id\":\"1\",\"succeeded\":true,\"message\":null}")]
    [InlineData("")]
    public void Outcome_Damaged_IsNone(string content)
    {
        _requests.Make();
        _temporary.Write("requests.done/web", content);
        Assert.Null(_requests.Outcome(Web, "1"));
    }

    private static PlanInput Input() => new()
    {
        Desired = ImmutableSortedDictionary<WorkloadKey, DesiredMember>.Empty,
        Observed = ImmutableSortedDictionary<WorkloadKey, Model.Observed.ObservedWorkload>.Empty,
        Declared = [],
    };
}
