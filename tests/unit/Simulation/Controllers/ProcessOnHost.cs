using OciReconciler.Configuration;
using OciReconciler.Hosting;
using OciReconciler.Reporting.Progress;
using OciReconciler.UnitTests.Simulation.Threads;

namespace OciReconciler.UnitTests.Simulation.Controllers;

/// <summary>
/// What a process of the controller has of the simulated host: a thread, connections, and settings that lead to its disk.
/// </summary>
internal sealed class ProcessOnHost
{
    private static readonly RenderSettings Settings = new()
    {
        Programs = new Dictionary<string, string> { ["podman"] = "/usr/bin/podman", ["docker"] = "/usr/bin/docker", ["rm"] = "/usr/bin/rm" }
            .ToImmutableSortedDictionary(StringComparer.Ordinal),
        SystemdVersion = 257,
    };

    public ProcessOnHost(SimulatedHost host)
    {
        Thread = new VirtualThread(host.Pump);
        Systemd = new SystemdClient(host, Thread);
        Engines = [.. host.Engines.Values.Select(engine => new EngineClient(host, Thread, engine))];
        var files = new SimulatedFiles(host);
        Environment = new HostEnvironment
        {
            Systemd = Systemd,
            Time = Thread.Time,
            WatchClock = changed => WatchClock(host.Pump.Clock, changed),
            Jitter = host.Random.NextDouble,
            Source = (directory, rules, _, _) => AddSource(new SimulatedSource(host, directory, rules)),
            Git = _ => new GitClient(host, Thread, host.Git!.Repository),
            Watches = new FileWatches(host.Inotify),
            Engines = (_, _) => new EngineRegistry(Engines),
            Settings = _ => Settings,
            FindUser = _ => null,
            Decryptor = host.Secrets,
            ChangeOwner = (_, _, _, _) => throw new NotSupportedException("No secret of the model has another owner."),
            UnitFiles = files,
            Digests = files,
            UnitOutput = host.Journal.ReadAsync,
            ContainerOutput = host.Journal.ReadContainerAsync,
            Journal = _ => !host.Calls.IsTraced,
            Progress = new ProgressLine(null, () => 80, Thread.Time),
        };
        Options = new ReconcilerOptions
        {
            Manifests =
            [
                .. host.Slots.Where(slot => !slot.IsGit).Select(slot => slot.Directory).Distinct(StringComparer.Ordinal),
            ],
            Sources = host.Git is { } git ? [new SourceOptions { Git = git.Options }] : [],
            RuntimeDirectory = host.Disk.Run,
            StateDirectory = host.Disk.State,
        };
    }

    public VirtualThread Thread { get; }

    public SystemdClient Systemd { get; }

    public IReadOnlyList<EngineClient> Engines { get; }

    public HostEnvironment Environment { get; }

    public ReconcilerOptions Options { get; }

    /// <summary>The manifest directories; empty: nothing has been composed.</summary>
    public List<SimulatedSource> Sources { get; } = [];

    /// <summary>SIGKILL.</summary>
    public void Kill()
    {
        Thread.Kill();
        Systemd.Disconnect();
        foreach (var engine in Engines)
            engine.Disconnect();
    }

    private Subscription WatchClock(VirtualClock clock, Action changed)
    {
        EventHandler wasSet = (_, _) => Thread.Run(changed);
        clock.WasSet += wasSet;
        return new Subscription(() => clock.WasSet -= wasSet);
    }

    private SimulatedSource AddSource(SimulatedSource source)
    {
        Sources.Add(source);
        return source;
    }

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
