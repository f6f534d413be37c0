using static OciReconciler.IntegrationTests.SimulatedRules.RuleSteps;

namespace OciReconciler.IntegrationTests.SimulatedRules;

/// <summary>The model test's simulated systemd does what the real one does, as far as the controller has to do with it.</summary>
public sealed class SimulatedRulesTests(Labs labs)
{
    private static IEnumerable<Rule> Rules =>
    [
        new("a held service is defined and not started",
            Define("a1", ["holda1.slice", "a1.service"]), Start("a1.service", "a1.service"), Stop("a1.service", "a1.service"),
            Start("a1.service", "a1.service"),
            Stop("a1.service", "a1.service"), Stop("holda1.slice", "holda1.slice", "a1.service")),
        new("a name that is defined is not defined again",
            Define("b1", ["b1.service"]), Define("b1", ["b1.service"]), Stop("holdb1.slice", "b1.service"), Define("b1", ["b1.service"])),
        new("a service outlives its holder and can be held anew",
            Define("c1", ["c1.service"]), Start("c1.service", "c1.service"), Stop("holdc1.slice", "holdc1.slice", "c1.service"),
            Hold("c1", "holdc1.slice", "c1.service"),
            Stop("c1.service", "c1.service"), Stop("holdc1.slice", "c1.service")),
        new("a service without a holder is gone when it stops",
            Define("d1", ["d1.service"]), Start("d1.service", "d1.service"), Stop("holdd1.slice", "d1.service"),
            Stop("d1.service", "d1.service")),
        new("stops and restarts propagate, starts draw in",
            Define("e1", ["e1.service"]), Define("e2", ["e2.service"], ["e1"]), Start("e2.service", "e1.service", "e2.service"),
            Restart("e1.service", "e1.service", "e2.service"),
            Stop("e1.service", "e1.service", "e2.service"), Start("e1.service", "e1.service", "e2.service")),
        new("who requires a unit keeps it loaded",
            Define("f1", ["f1.service"]), Define("f2", ["f2.service"], ["f1"]), Stop("holdf1.slice", "f1.service"),
            Define("f1", ["f1.service"]), Stop("holdf2.slice", "f1.service", "f2.service")),
        new("who is after a unit keeps it loaded until its file is gone",
            Define("g1", ["g1.service"]), RunAfter("g2", "g1", "g2.service"), Stop("holdg1.slice", "g1.service"),
            Define("g1", ["holdg1.slice", "g1.service"]),
            RemoveFile("g1.service", "g1.service"), Reload("g1.service", "g2.service"), Define("g1", ["g1.service"])),
        new("a held service that failed keeps its result",
            Define("h1", ["h1.service"], fails: true), Start("h1.service", "h1.service"), Stop("holdh1.slice", "h1.service")),
        new("a service that failed keeps its name unless it is collected",
            Define("i1", ["i1.service"], fails: true, collect: "inactive"), Start("i1.service", "i1.service"),
            Stop("holdi1.slice", "i1.service"), Define("i1", ["holdi1.slice", "i1.service"]), ResetFailed("i1.service", "i1.service")),
        new("a service that keeps ending meets its start limit, until that is cleared",
            Define("j1", ["j1.service"], fails: true, restarts: true), Start("j1.service", "j1.service"), Start("j1.service", "j1.service"),
            ResetFailed("j1.service", "j1.service"),
            Start("j1.service", "j1.service")),
        new("a service that was killed is started again, and what requires it with it",
            Define("k1", ["k1.service"], restarts: true), Define("k2", ["k2.service"], ["k1"], restarts: true),
            Start("k2.service", "k1.service", "k2.service"), Kill("k1.service", "k1.service", "k2.service")),
        new("a reload leaves alone what has its file",
            Define("l1", ["l1.service"]), Start("l1.service", "l1.service"), Define("l2", ["l2.service"]),
            Reload("l1.service", "l2.service", "holdl2.slice"), Stop("l1.service", "l1.service")),
        new("a running service whose file is gone goes on without a definition",
            Define("m1", ["m1.service"]), Start("m1.service", "m1.service"), RemoveFile("m1.service", "m1.service"), Reload("m1.service"),
            Stop("m1.service", "m1.service")),
        new("a definition that was refused leaves no holder behind",
            RunAfter("p1", "p0", "p1.service"), Define("p1", ["holdp1.slice", "p1.service"]), Stop("p1.service", "p1.service"),
            Define("p1", ["holdp1.slice", "p1.service"])),
        new("a definition over a failed unit whose file is gone is taken and counts for nothing, until the failure is cleared",
            Define("q1", ["q1.service"], fails: true, collect: "inactive"), Start("q1.service", "q1.service"),
            Stop("holdq1.slice", "q1.service"), RemoveFile("q1.service", "q1.service"), Reload("q1.service"),
            Define("q1", ["holdq1.slice", "q1.service"]), Stop("holdq1.slice", "q1.service"), ResetFailed("q1.service", "q1.service"),
            Define("q1", ["q1.service"]), Start("q1.service", "q1.service")),
        new("a definition over a running unit whose file is gone is taken and counts for nothing",
            Define("r1", ["r1.service"]), Start("r1.service", "r1.service"), RemoveFile("r1.service", "r1.service"), Reload("r1.service"),
            Stop("holdr1.slice", "r1.service"), Define("r1", ["holdr1.slice", "r1.service"])),
        new("a job that would cancel another one is refused when it is to be gentle",
            Define("s1", ["s1.service"], isSlow: true), Begin("s1.service", "s1.service"), StopGently("s1.service", "s1.service"),
            BeginGently("s1.service", "s1.service"),
            BeginToRestartGently("s1.service", "s1.service"), Stop("s1.service", "s1.service")),
        new("so is one that would cancel what it takes along",
            Define("t1", ["t1.service"]), Define("t2", ["t2.service"], ["t1"], isSlow: true),
            Begin("t2.service", "t1.service", "t2.service"), StopGently("t1.service", "t1.service", "t2.service"),
            Stop("t1.service", "t1.service", "t2.service")),
        new("names that are not loaded",
            Stop("n1.service", "n1.service"), Start("n1.service", "n1.service"), ResetFailed("n1.service", "n1.service")),
        new("what requires a name that is not there is not started",
            Define("o1", ["o1.service"], ["o2"]), Start("o1.service", "o1.service", "o2.service"), Define("o2", ["o2.service"]),
            Start("o1.service", "o1.service", "o2.service")),
    ];

    [Theory]
    [InlineData(DebianRelease.Trixie)]
    [InlineData(DebianRelease.Bookworm)]
    public async Task Rules_SimulatedAndReal_AreTheSame(DebianRelease release)
    {
        await using var lab = await labs.OwnAsync(release);
        await using var real = await LabHost.ConnectAsync(lab);
        var differences = new List<string>();
        foreach (var rule in Rules)
        {
            var simulated = await rule.RunAsync(new SimulatedHost(), expected: null);
            var seen = await rule.RunAsync(real, simulated);
            differences.AddRange(simulated.Zip(seen).Where(pair => pair.First != pair.Second)
                .Select(pair => $"{rule.Name}\n  simulated {pair.First}\n  real      {pair.Second}"));
        }

        Assert.True(differences.Count == 0, string.Join("\n", differences));
        Figure.Print(
            $"simulated rules of systemd, {release}",
            $"{Rules.Count()} scenarios of {Rules.Sum(rule => rule.Steps.Count)} steps as in the lab");
    }
}
