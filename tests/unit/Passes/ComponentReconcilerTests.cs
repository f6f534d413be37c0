using OciReconciler.UnitTests.Simulation.Controllers;
using OciReconciler.UnitTests.Simulation.Model;

namespace OciReconciler.UnitTests.Passes;

/// <summary>Single passes on the simulated host.</summary>
public sealed class ComponentReconcilerTests : IDisposable
{
    private const string Image = "registry.test/a:1";
    private static readonly WorkloadKey Key = new("w0");
    private static readonly string[] Changes = ["Pull", "StartTransientUnit", "StartUnit", "StopUnit", "RestartUnit"];

    private readonly SinglePasses _passes = new();
    private readonly ExpectedWorkload _web = new("w0") { Image = Image };

    /// <summary>Names of the calls that changed something, in order.</summary>
    private IEnumerable<string> Calls => _passes.Acts.Select(act => act.Split(' ')[0]).Where(Changes.Contains);

    public void Dispose() => _passes.Dispose();

    [Fact]
    public void Run_NotDefined_PreparesDefinesAndStarts()
    {
        _passes.Declare(_web);
        var settled = Settle();
        Assert.Equal(PlanAction.None, settled.Decisions[Key].Action);
        Assert.Empty(settled.Failures);
        Assert.Equal(["Pull", "StartTransientUnit", "StartUnit"], Calls);
    }

    [Fact]
    public void Run_Converged_DoesNothing()
    {
        _passes.Declare(_web);
        Settle();
        _passes.Host.Calls.Forget();
        Assert.Equal(PlanAction.None, Settle().Decisions[Key].Action);
        Assert.Empty(Calls);
    }

    [Fact]
    public void Run_Edited_TakesDownBeforeItDefinesAnew()
    {
        _passes.Declare(_web);
        Settle();
        _passes.Host.Calls.Forget();
        _passes.Declare(_web with { Version = 2 });
        Assert.Equal(PlanAction.None, Settle().Decisions[Key].Action);
        Assert.Equal("StopUnit", Calls.First());
        Assert.Equal(["StartTransientUnit", "StartUnit"], Calls.SkipWhile(call => call == "StopUnit"));
    }

    [Fact]
    public void Run_ImageIsNowhere_FailsAndStartsNothing()
    {
        _passes.Declare(_web with { Image = "registry.test/nowhere:1" });
        var settled = Settle();
        Assert.True(settled.Failures[Key].IsPreparation);
        Assert.Equal(PlanAction.Blocked, settled.Decisions[Key].Action);
        Assert.DoesNotContain("StartTransientUnit", Calls);
    }

    [Fact]
    public void Run_EditWhoseImageIsNowhere_LeavesWhatRuns()
    {
        _passes.Declare(_web);
        Settle();
        _passes.Host.Calls.Forget();
        _passes.Declare(_web with { Image = "registry.test/nowhere:1" });
        Assert.True(Settle().Failures[Key].IsPreparation);
        Assert.DoesNotContain("StopUnit", Calls);
    }

    [Fact]
    public void Run_Paused_DoesNothing()
    {
        _passes.Host.Paused.Add("w0");
        _passes.Declare(_web);
        Assert.True(Settle().Decisions[Key].IsPaused);
        Assert.Empty(Calls);
    }

    [Fact]
    public void Run_NotDeclaredAndNothingThere_Forgets()
    {
        _passes.Declare();
        Assert.Equal(PlanAction.Forget, Settle().Decisions[Key].Action);
    }

    [Fact]
    public void Run_ManifestTiesAnother_GrowsBeforeItDoesAnything()
    {
        _passes.Declare(_web, new ExpectedWorkload("w1") { Image = Image, DependsOn = ["w0"] });
        var grown = Assert.IsType<ReconcileResult.Grown>(_passes.Run("w0"));
        Assert.Equal([Key, new WorkloadKey("w1")], grown.Members);
        Assert.Empty(Calls);
    }

    [Fact]
    public void Run_LoadedUnitTiesAnother_Grows()
    {
        var dependent = new ExpectedWorkload("w1") { Image = Image, DependsOn = ["w0"] };
        _passes.Declare(_web, dependent);
        Settle("w0", "w1");
        _passes.Declare(_web with { Version = 2 }, dependent with { DependsOn = [] });
        var grown = Assert.IsType<ReconcileResult.Grown>(_passes.Run("w0"));
        Assert.Equal([Key, new WorkloadKey("w1")], grown.Members);
    }

    [Fact]
    public void Run_DependencyFails_FailsItsDependentWithIt()
    {
        _passes.Declare(_web, new ExpectedWorkload("w1") { Image = Image, DependsOn = ["w0"] });
        _passes.Host.Weather.RunIsFull = true;
        Assert.Equal(["w0", "w1"], Settle("w0", "w1").Failures.Keys.Select(key => key.Name).Order(StringComparer.Ordinal));
    }

    private ReconcileResult.Settled Settle(params string[] names) =>
        Assert.IsType<ReconcileResult.Settled>(_passes.Run(names.Length > 0 ? names : ["w0"]));
}
