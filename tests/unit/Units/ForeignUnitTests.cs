using OciReconciler.Executing;
using OciReconciler.Images;
using OciReconciler.Resilience;
using OciReconciler.UnitTests.Simulation.Controllers;
using OciReconciler.UnitTests.Simulation.Threads;
using OciReconciler.Units;

namespace OciReconciler.UnitTests.Units;

/// <summary>Units of an administrator under names that the controller would use itself: none is stopped for its name.</summary>
public sealed class ForeignUnitTests : IDisposable
{
    private static readonly WorkloadSpec Stream = new() { Key = new("str"), Image = "str:1", ImageStream = "/srv/stream" };
    private static readonly OwnershipMark Mark = new(new("web"), "podman-web.service", "0123456789abcdef", "-", "-");

    private readonly SimulatedHost _host = new(seed: 1, isTraced: false);
    private readonly VirtualThread _thread;
    private readonly SystemdClient _systemd;

    public ForeignUnitTests()
    {
        _thread = new VirtualThread(_host.Pump);
        _systemd = new SystemdClient(_host, _thread);
    }

    public void Dispose() => _host.Dispose();

    [Fact]
    public void ImageStream_UnitOfThatNameIsSomebodyElses_IsAConflictAndLeftAlone()
    {
        Install("oci-str-image.service");

        var failure = Assert.IsType<StepException>(Run(() => Streams().RunAsync(Stream, _ => Task.CompletedTask, CancellationToken.None)));

        Assert.Equal("UnitConflict", failure.Reason);
        Assert.Contains("oci-str-image.service", failure.Message, StringComparison.Ordinal);
        AssertUntouched();
    }

    [Fact]
    public void Leftovers_UnitsOfSomebodyElse_AreLeftAlone()
    {
        Install("oci-str-image.service");
        Install("oci-reconciler-podman-exporter.service");
        Install("oci-reconciler-podman-1000.service");

        Assert.Null(Run(() => Streams().StopLeftoversAsync(CancellationToken.None)));
        Assert.Null(Run(() => Podman().StopAllAsync(CancellationToken.None)));

        AssertUntouched();
    }

    [Fact]
    public void Leftovers_HelpersOfOurOwn_AreStopped()
    {
        Helper("oci-str-image.service");
        Helper("oci-reconciler-podman-1000.service");

        Assert.Null(Run(() => Streams().StopLeftoversAsync(CancellationToken.None)));
        Assert.Null(Run(() => Podman().StopAllAsync(CancellationToken.None)));

        Assert.Empty(_host.Systemd.Units);
    }

    [Fact]
    public void Release_SliceOfSomebodyElse_IsLeftAlone()
    {
        Install("oci-web.slice");

        Assert.Null(Run(() => ReleaseAsync()));

        AssertUntouched();
    }

    // Somebody removed our unit's file and put an own unit in its place.
    [Fact]
    public void Release_UnitIsSomebodyElsesByNow_IsLeftAlone()
    {
        Transient("oci-web.slice", Ownership.HolderDescription(Mark));
        Install("podman-web.service");

        Assert.Null(Run(() => ReleaseAsync()));

        Assert.DoesNotContain("oci-web.slice", _host.Systemd.Units.Keys);
        AssertUntouched();
    }

    private Task ReleaseAsync()
    {
        var events = new UnitEventDispatcher(_systemd);
        var jobs = new UnitJobs(_systemd, new JobOwnership(_thread.Time), events, _thread.Time);
        return new UnitReleaser(_systemd, jobs, events, new SimulatedFiles(_host), _thread.Time, null!)
            .ReleaseAsync(new PlanStep.Release(Mark.Key, Mark.Unit, []), CancellationToken.None);
    }

    private ImageStreamRunner Streams() => new(_systemd, () => new RenderSettings(), TimeSpan.FromMinutes(1), _thread.Time);

    private RootlessPodman Podman() =>
        new(_systemd, () => new RenderSettings(), "/run/oci-reconciler",
            new RetryPipelines(_thread.Time, FailureClassifier.IsRetryable, () => 0.5), _thread.Time);

    private void Install(string unit)
    {
        _host.Foreign.AddUnit(unit);
        _host.Pump.Pass(TimeSpan.FromSeconds(2));
    }

    private void Helper(string unit) => Transient(unit, Ownership.HelperDescription("Something"));

    private void Transient(string unit, string description)
    {
        _host.Systemd.StartTransient(
            new TransientUnit(unit,
                [new TransientProperty.Text("Description", description), new TransientProperty.Text("CollectMode", "inactive-or-failed")]),
                []);
        _host.Pump.Pass(TimeSpan.FromSeconds(2));
    }

    private void AssertUntouched()
    {
        Assert.Null(_host.Foreign.Difference());
        Assert.Null(_host.Guard.Violation);
    }

    private Exception? Run(Func<Task> act)
    {
        Task? task = null;
        _thread.Run(() => task = act());
        _host.Pump.Pass(TimeSpan.FromMinutes(1));
        Assert.True(task!.IsCompleted);
        return task.Exception?.InnerException;
    }
}
