using OciReconciler.UnitTests.Simulation.Engine;
using OciReconciler.UnitTests.Simulation.Model;
using OciReconciler.UnitTests.Simulation.Systemd;
using OciReconciler.UnitTests.Simulation.Threads;

namespace OciReconciler.UnitTests.Simulation.Controllers;

/// <summary>A simulated host: systemd, engines, files, and at most one controller.</summary>
internal sealed class SimulatedHost : IDisposable
{
    public const string ManifestDirectory = "/m";

    /// <summary>How long a pull may take.</summary>
    public const int SlowestPullSeconds = 60;

    /// <param name="slots">The manifest files that there may be; null: four, in one directory.</param>
    /// <param name="hasGit">Half of the manifests lie in a git repository.</param>
    public SimulatedHost(int seed, bool isTraced, IEnumerable<ManifestSlot>? slots = null, bool hasGit = false)
    {
        Slots = [.. slots ?? Enumerable.Range(0, 4).Select(index => new ManifestSlot(index, isGit: hasGit && index % 2 == 1))];
        Git = hasGit ? new GitFleet(this) : null;
        Calls = new CallLog { IsTraced = isTraced };
        Random = new Random(seed);
        Journal = new UnitJournal(this);
        Guard = new InvariantChecker(this);
        Secrets = new SimulatedSecrets(this);
        Links = new DependencyLinks(this);
        Bus = new Bus(this);
        Foreign = new ForeignObjects(this);
        Paused = new Pauses(this);
        Systemd = new SimulatedSystemd(Pump, new UnitProcesses(this)) { ForeignJobCancelled = job => Guard.Cancels(job) };
        Engines = new SortedDictionary<Backend, SimulatedEngine>
        {
            [Backend.Podman] = new(
                Backend.Podman, new(StringComparer.Ordinal) { ["registry.test/a:1"] = "sha256:a0", ["registry.test/b:1"] = "sha256:b0" },
                () => Pump.Clock.Now),
            [Backend.Docker] = new(
                Backend.Docker, new(StringComparer.Ordinal) { ["registry.test/c:1"] = "sha256:c0" }, () => Pump.Clock.Now),
        };
        foreach (var engine in Engines.Values)
            engine.ImageMoved += (moved, image) => Guard.Touch(UsersOf(moved.Backend, image));
    }

    public VirtualScheduler Pump { get; } = new();

    public Random Random { get; }

    public SimulatedSystemd Systemd { get; }

    public SortedDictionary<Backend, SimulatedEngine> Engines { get; }

    public SimulatedFaults Weather { get; } = new();

    public CallLog Calls { get; }

    public UnitJournal Journal { get; }

    public InvariantChecker Guard { get; }

    /// <summary>What decrypts, and where plain text lies.</summary>
    public SimulatedSecrets Secrets { get; }

    public DependencyLinks Links { get; }

    public Bus Bus { get; }

    public ForeignObjects Foreign { get; }

    public Pauses Paused { get; }

    public Disk Disk { get; } = new();

    /// <summary>Starts to read the kernel's events of files; hints, which never come.</summary>
    public StartInotify Inotify { get; init; } = (_, _, _) => null;

    /// <summary>Contents by path.</summary>
    public Dictionary<string, string> Files { get; } = new(StringComparer.Ordinal) { [ExpectedWorkload.EnvironmentFile] = "0" };

    public ManifestSlot[] Slots { get; }

    /// <summary>The git source; null: there is none.</summary>
    public GitFleet? Git { get; }

    public SourceState SourceState { get; set; } = SourceState.Ready;

    public TimeSpan Elapsed => TimeSpan.FromTicks(Pump.Clock.Ticks);

    /// <summary>The controller that runs, or null.</summary>
    public RunningController? Controller { get; private set; }

    /// <summary>What is to be run. While the directory cannot be listed, that is what was read of it before.</summary>
    public IEnumerable<ExpectedWorkload> Effective
    {
        get
        {
            Git?.Refresh();
            return Slots.Select(slot => SourceState.Kind == SourceStateKind.Ready ? slot.Effective : slot.LastValid)
                .OfType<ExpectedWorkload>();
        }
    }

    /// <summary>Starts the controller, if it does not run.</summary>
    public void StartController()
    {
        if (Controller is not null)
            return;
        Controller = new RunningController(this);
        Controller.Start();
    }

    /// <summary>SIGKILL.</summary>
    public void KillController()
    {
        Controller?.Kill();
        Controller = null;
    }

    /// <summary>Whether this call is one at which the controller dies.</summary>
    public bool IsKilledNow(out bool beforeEffect)
    {
        beforeEffect = Weather.KillBeforeEffect;
        if (Weather.KillAfterCalls is not { } left)
            return false;
        Weather.KillAfterCalls = left > 0 ? left - 1 : null;
        return left == 0;
    }

    public EngineTrouble? TroubleOf(Backend backend) =>
        Weather.Engines.TryGetValue(backend, out var trouble) && trouble.Until > Pump.Clock.Ticks ? trouble.Kind : null;

    /// <summary>How long an answer takes: mostly no time.</summary>
    public TimeSpan AnswerDelay() => Random.Next(4) == 0 ? TimeSpan.FromMicroseconds(Random.Next(100, 30_000)) : TimeSpan.Zero;

    /// <summary>How long a pull takes.</summary>
    public TimeSpan PullDelay() => TimeSpan.FromMilliseconds(Random.Next(1, Weather.RegistryIsSlow ? SlowestPullSeconds * 1000 : 4000));

    /// <summary>A container was removed under its unit.</summary>
    public void ContainerGone(SimulatedContainer container)
    {
        if (container.Owner is null)
            Foreign.Forget(container);
        if (container.Unit is { } name && Systemd.Units.TryGetValue(name, out var unit))
            Systemd.Jobs.Kill(unit);
    }

    /// <summary>Workloads that use an image.</summary>
    public IEnumerable<string> UsersOf(Backend backend, string image) =>
        Slots.SelectMany(slot => new[] { slot.Current, slot.LastValid }).OfType<ExpectedWorkload>()
            .Where(wanted => wanted.Backend == backend && wanted.Image == image).Select(wanted => wanted.Name)
            .Concat(
                Systemd.Units.Values.Where(unit => ContainerCommand.Of(unit.Text.Command) is { } command && command.Backend == backend
                    && command.Image == image).Select(InvariantChecker.OwnerOf).OfType<string>());

    public void Dispose()
    {
        Disk.Dispose();
        Calls.Dispose();
    }
}
