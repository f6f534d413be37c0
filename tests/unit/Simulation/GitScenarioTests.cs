using OciReconciler.UnitTests.Simulation.Controllers;
using OciReconciler.UnitTests.Simulation.Model;

namespace OciReconciler.UnitTests.Simulation;

/// <summary>A git source beside a directory, with the whole controller on a simulated host.</summary>
public sealed class GitScenarioTests : IDisposable
{
    private readonly SimulatedHost _host = new(seed: 14, isTraced: false, hasGit: true);
    private readonly Convergence _convergence;

    public GitScenarioTests() => _convergence = new Convergence(_host);

    public void Dispose()
    {
        _host.KillController();
        _host.Dispose();
    }

    private GitFleet Git => _host.Git!;

    private string? Wrong =>
        _host.Controller?.End ?? _host.Pump.Intruder ?? _host.Guard.Violation ?? _convergence.Difference() ?? Git.Difference();

    [Fact]
    public void Forge_AwayForAWeek_NothingIsDoneToWhatRuns()
    {
        Declare(0, 1);
        Declare(1, 1);
        _host.StartController();
        _host.Pump.Pass(TimeSpan.FromMinutes(3));
        Assert.Null(Wrong);
        Assert.Equal(2, _host.Effective.Count());

        Git.Fail(Reasons.GitUnreachable);
        _host.Guard.Settle([]);
        _host.Calls.Forget();
        _host.Pump.Pass(TimeSpan.FromDays(3));
        _host.KillController();
        _host.StartController();
        _host.Pump.Pass(TimeSpan.FromDays(4));
        Assert.Null(Wrong);
        Assert.DoesNotContain(_host.Calls.Acts, IsChange);

        Git.Fail(null);
        Declare(1, 2);
        _host.Pump.Pass(TimeSpan.FromHours(1.2));
        Assert.Null(Wrong);
        Assert.Contains(_host.Effective, wanted => wanted is { Name: "w1", Version: 2 });
    }

    [Fact]
    public void Start_ForgeNeverAnswered_DirectoryIsFollowedAndNothingIsRemoved()
    {
        Git.Fail(Reasons.GitUnreachable);
        Declare(0, 1);
        Declare(2, 1);
        _host.StartController();
        _host.Pump.Pass(TimeSpan.FromMinutes(3));
        Assert.Null(Wrong);
        Delete(2);
        _host.Pump.Pass(TimeSpan.FromMinutes(10));
        Assert.Contains("podman-w2.service", _host.Systemd.Units.Keys);

        Git.Fail(null);
        Declare(1, 1);
        _host.Pump.Pass(TimeSpan.FromHours(1.2));
        Assert.Null(Wrong);
        Assert.DoesNotContain("podman-w2.service", _host.Systemd.Units.Keys);
        Assert.Contains("podman-w1.service", _host.Systemd.Units.Keys);
    }

    [Fact]
    public void Workload_MovedFromTheDirectoryToTheRepository_IsNotTouched()
    {
        Declare(0, 1);
        _host.StartController();
        _host.Pump.Pass(TimeSpan.FromMinutes(3));
        Assert.Null(Wrong);
        _host.Guard.Settle([]);
        _host.Calls.Forget();

        // Both declare it for a while, as in a migration.
        Git.PushAlso("moved.json", _host.Slots[0].Current!);
        _host.Pump.Pass(TimeSpan.FromMinutes(2));
        _host.Slots[0].Current = null;
        _host.Slots[0].DeletedAt = _host.Pump.Clock.Ticks;
        _host.Controller!.FilesChanged();
        _host.Pump.Pass(TimeSpan.FromSeconds(2));
        _host.Controller!.FilesChanged();
        _host.Pump.Pass(TimeSpan.FromMinutes(5));

        Assert.Null(_host.Guard.Violation);
        Assert.DoesNotContain(_host.Calls.Acts, IsChange);
        Assert.True(_host.Systemd.Units["podman-w0.service"].IsActive);
    }

    /// <summary>The directory lets it go at once; the repository that declares it by now answers much later.</summary>
    [Fact]
    public void Workload_MovedToTheRepositoryWhileTheControllerWasDown_IsNotTouched()
    {
        Declare(0, 1);
        Declare(1, 1);
        _host.StartController();
        _host.Pump.Pass(TimeSpan.FromMinutes(3));
        Assert.Null(Wrong);
        _host.Guard.Settle([]);
        _host.KillController();

        Git.PushAlso("moved.json", _host.Slots[0].Current!);
        (_host.Slots[0].Current, _host.Slots[0].DeletedAt) = (null, _host.Pump.Clock.Ticks);
        _host.Pump.Pass(TimeSpan.FromMinutes(1));
        Git.Repository.Slowness = TimeSpan.FromSeconds(20);
        _host.Calls.Forget();
        _host.StartController();
        _host.Pump.Pass(TimeSpan.FromMinutes(5));

        Assert.Null(_host.Controller!.End ?? _host.Guard.Violation ?? Git.Difference());
        Assert.DoesNotContain(_host.Calls.Acts, IsChange);
        Assert.True(_host.Systemd.Units["podman-w0.service"].IsActive);
    }

    private static bool IsChange(string call) => call.Split(' ')[1] is not ("GetUnitProperties" or "ListUnitFiles");

    private void Declare(int slot, int version)
    {
        var wanted = new ExpectedWorkload($"w{slot}") { Backend = Backend.Podman, Image = "registry.test/a:1", Version = version };
        _host.Links.Declare(wanted);
        _host.Guard.Touch([wanted.Name]);
        _host.Slots[slot].Current = wanted;
        if (_host.Slots[slot].IsGit)
            Git.Push();
        else
            _host.Controller?.FilesChanged();
    }

    private void Delete(int slot)
    {
        _host.Guard.Touch(_host.Slots[slot].Names);
        (_host.Slots[slot].Current, _host.Slots[slot].DeletedAt) = (null, _host.Pump.Clock.Ticks);
        _host.Controller?.FilesChanged();
        _host.Pump.Pass(TimeSpan.FromSeconds(2));
        _host.Controller?.FilesChanged();
    }
}
