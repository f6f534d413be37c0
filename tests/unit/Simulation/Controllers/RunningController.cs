using Microsoft.Extensions.Logging;
using OciReconciler.Hosting;
using OciReconciler.Telemetry;

namespace OciReconciler.UnitTests.Simulation.Controllers;

/// <summary>The real controller, put together as for a host, on the simulated one.</summary>
internal sealed class RunningController
{
    private readonly ProcessOnHost _process;
    private readonly Instruments _instruments = new();
    private readonly Func<Task<int>> _run;
    private Task? _running;

    public RunningController(SimulatedHost host)
    {
        _process = new ProcessOnHost(host);
        ILoggerFactory logs = host.Calls.IsTraced ? new TraceLog(host) : NullLoggerFactory.Instance;
        _run = () => Composition.Compose(_process.Options, _process.Environment, _instruments, logs).RunAsync(CancellationToken.None);
    }

    /// <summary>How it ended by itself, or null.</summary>
    public string? End => _running is { IsCompleted: true }
        ? _running.Exception?.InnerException?.ToString() ?? "it ended without an error"
        : null;

    /// <summary>How long each of its timers that has rung was set for.</summary>
    public IReadOnlyList<TimeSpan> Rung => _process.Thread.Rung;

    /// <summary>Starts it.</summary>
    public void Start() => _process.Thread.Run(() => _running = _run());

    /// <summary>It hears of files.</summary>
    public void FilesChanged() => _process.Thread.Run(() => _process.Sources.ForEach(source => source.Rescan()));

    /// <summary>The connection to the bus is lost, or there again.</summary>
    public void BusChanged(bool isUp) => _process.Systemd.BusChanged(isUp);

    /// <summary>Event streams of engines end.</summary>
    public void CutStreams()
    {
        foreach (var engine in _process.Engines)
            engine.CutStreams();
    }

    /// <summary>SIGKILL.</summary>
    public void Kill()
    {
        _process.Kill();
        _instruments.Dispose();
    }
}
