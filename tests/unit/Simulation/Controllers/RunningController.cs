using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using OciReconciler.Configuration;
using OciReconciler.Control;
using OciReconciler.Engine;
using OciReconciler.Model.Units;
using OciReconciler.Reporting.Progress;
using OciReconciler.Telemetry;
using OciReconciler.Triggers;
using OciReconciler.UnitTests.Simulation.Threads;

namespace OciReconciler.UnitTests.Simulation.Controllers;

/// <summary>The real controller, put together as for a host, on the simulated one.</summary>
internal sealed class RunningController
{
    private static readonly RenderSettings Settings = new()
    {
        Programs = new Dictionary<string, string> { ["podman"] = "/usr/bin/podman", ["docker"] = "/usr/bin/docker", ["rm"] = "/usr/bin/rm" }
            .ToImmutableSortedDictionary(StringComparer.Ordinal),
        SystemdVersion = 257,
    };

    private readonly VirtualThread _thread;
    private readonly SystemdClient _systemd;
    private readonly List<EngineClient> _engines;
    private SimulatedSource? _source;
    private readonly Instruments _instruments = new();
    private readonly Func<Task<int>> _run;
    private Task? _running;

    public RunningController(SimulatedHost host)
    {
        _thread = new VirtualThread(host.Pump);
        _systemd = new SystemdClient(host, _thread);
        _engines = [.. host.Engines.Values.Select(engine => new EngineClient(host, _thread, engine))];
        var files = new SimulatedFiles(host);
        var environment = new HostEnvironment
        {
            Systemd = _systemd,
            Time = _thread.Time,
            Chance = host.Random.NextDouble,
            Source = (_, rules, _, _) => _source = new SimulatedSource(host, rules),
            Watches = new FileWatches((_, _, _) => null),
            Engines = (_, _) => new EngineRegistry(_engines),
            Settings = _ => Settings,
            FindUser = _ => null,
            UnitFiles = files,
            Digests = files,
            UnitOutput = host.Journal.ReadAsync,
            ContainerOutput = host.Journal.ReadContainerAsync,
            Journal = _ => !host.Calls.IsTraced,
            Progress = new ProgressLine(null, () => 80, _thread.Time),
        };
        var options = new ReconcilerOptions
        {
            Manifests = [SimulatedHost.ManifestDirectory],
            RuntimeDirectory = host.Disk.Run,
            StateDirectory = host.Disk.State,
        };
        _run = () => Composition.Compose(options, environment, _instruments, host.Calls.IsTraced ? new TraceLog(host) : NullLoggerFactory.Instance).RunAsync(CancellationToken.None);
    }

    /// <summary>How it ended by itself, or null.</summary>
    public string? End => _running is { IsCompleted: true } ? _running.Exception?.InnerException?.ToString() ?? "it ended without an error" : null;

    /// <summary>Starts it.</summary>
    public void Start() => _thread.Run(() => _running = _run());

    /// <summary>It hears of files.</summary>
    public void FilesChanged() => _thread.Run(() => _source?.Rescan());

    /// <summary>The connection to the bus is lost, or there again.</summary>
    public void BusChanged(bool isUp) => _systemd.BusChanged(isUp);

    /// <summary>Event streams of engines end.</summary>
    public void CutStreams() => _engines.ForEach(engine => engine.CutStreams());

    /// <summary>SIGKILL.</summary>
    public void Kill()
    {
        _thread.Kill();
        _systemd.Disconnect();
        _engines.ForEach(engine => engine.Disconnect());
        _instruments.Dispose();
    }
}
