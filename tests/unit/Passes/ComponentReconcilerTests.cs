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

    private static bool IsOfSystemd(string call) => call.Contains("Unit", StringComparison.Ordinal);

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
    public void Run_NotDefinedAndImageIsThere_MakesFourCallsToSystemd()
    {
        _passes.Declare(_web);
        Settle();
        var other = new ExpectedWorkload("w1") { Image = Image };
        _passes.Declare(_web, other);
        var calls = new List<string>();
        _passes.Host.Calls.Made = calls.Add;
        _passes.Run("w1");

        Assert.Equal(
            ["ListUnits", "ListUnitFiles", "StartTransientUnit", "StartUnit"],
            calls.Where(IsOfSystemd).TakeWhile(call => call != "StartUnit").Append("StartUnit"));
        Assert.Contains("StartUnit", calls);
    }

    [Fact]
    public void Run_NotDefinedAndImageIsThere_AsksTheEngineTwice()
    {
        _passes.Declare(_web);
        Settle();
        _passes.Declare(_web, new ExpectedWorkload("w1") { Image = Image });

        Assert.Equal(["FindImage", "InspectContainer"], EngineCallsBefore("StartTransientUnit", "w1"));
    }

    // The last two keep the image of the stable version.
    [Fact]
    public void Run_Edited_AsksTheEngineTwiceAndPinsTheImageBeforeItStopsAnything()
    {
        _passes.Declare(_web);
        Settle();
        Settle();
        _passes.Declare(_web with { Version = 2 });

        Assert.Equal(["FindImage", "InspectContainer", "FindImage", "TagImage"], EngineCallsBefore("StopUnit", "w0"));
    }

    [Fact]
    public void Run_Converged_MakesOneCallToSystemd()
    {
        _passes.Declare(_web);
        Settle();
        Settle();
        var calls = new List<string>();
        _passes.Host.Calls.Made = calls.Add;
        Settle();

        Assert.Equal(["ListUnits"], calls.Where(IsOfSystemd));
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

    // systemd takes the definition: one that is started next is told by its start, another by a look.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Run_DefinitionThatSystemdCannotUse_IsTakenBack(bool autoStart)
    {
        var wanted = _web with { AutoStart = autoStart };
        _passes.Host.Systemd.BadSettings.Add(wanted.Unit);
        _passes.Declare(wanted);
        var failure = Settle().Failures[Key];

        Assert.Equal((Reasons.DefinitionRejected, true), (failure.Reason, failure.IsTerminal));
        Assert.Contains("bad-setting", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(wanted.Unit, _passes.Host.Systemd.Units.Keys);
        Assert.DoesNotContain(Ownership.HolderUnit(Key), _passes.Host.Systemd.Units.Keys);
    }

    [Fact]
    public void Run_DependencyFails_FailsItsDependentWithIt()
    {
        _passes.Declare(_web, new ExpectedWorkload("w1") { Image = Image, DependsOn = ["w0"] });
        _passes.Host.Weather.RunIsFull = true;
        Assert.Equal(["w0", "w1"], Settle("w0", "w1").Failures.Keys.Select(key => key.Name).Order(StringComparer.Ordinal));
    }

    private string[] EngineCallsBefore(string change, string name)
    {
        var calls = new List<string>();
        _passes.Host.Calls.Made = calls.Add;
        _passes.Run(name);
        Assert.Contains(change, calls);
        return [.. calls.TakeWhile(call => call != change).Where(call => !IsOfSystemd(call))];
    }

    private ReconcileResult.Settled Settle(params string[] names) =>
        Assert.IsType<ReconcileResult.Settled>(_passes.Run(names.Length > 0 ? names : ["w0"]));
}
