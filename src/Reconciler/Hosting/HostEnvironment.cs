using OciReconciler.Configuration;
using OciReconciler.DBus.Manager;
using OciReconciler.DBus.Service;
using OciReconciler.Engine;
using OciReconciler.Git;
using OciReconciler.Host;
using OciReconciler.Images;
using OciReconciler.Model.Units;
using OciReconciler.Observing;
using OciReconciler.Reporting.Progress;
using OciReconciler.Resilience;
using OciReconciler.Secrets;
using OciReconciler.Sources;
using OciReconciler.State;
using OciReconciler.Telemetry;
using OciReconciler.Threading;
using OciReconciler.Triggers;
using OciReconciler.Units;

namespace OciReconciler.Hosting;

/// <summary>All that the controller stands on and is not itself: a test hands in simulations of them.</summary>
internal sealed record HostEnvironment
{
    /// <summary>systemd.</summary>
    public required ISystemdManager Systemd { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Tells when the wall clock is set and when the host wakes up.</summary>
    public required StartClockWatch WatchClock { get; init; }

    /// <summary>A number from 0 to 1, for jitter.</summary>
    public required Func<double> Jitter { get; init; }

    /// <summary>
    /// A manifest source by its directory, with the rules and times that it is to use, and what is remembered over a restart.
    /// </summary>
    public required Func<string, ManifestFunctions, ScanOptions, SourceHistory, IManifestSource> Source { get; init; }

    /// <summary>The client of a git repository, by the source's settings.</summary>
    public required Func<GitSourceOptions, IGitClient> Git { get; init; }

    /// <summary>Watches of files; hints, which may never come.</summary>
    public required FileWatches Watches { get; init; }

    /// <summary>The engines. Given: podman of other users, and what tries reads again.</summary>
    public required Func<RootlessPodman, RetryPipelines, EngineRegistry> Engines { get; init; }

    /// <summary>What of the host enters units, by systemd's major version.</summary>
    public required Func<int, RenderSettings> Settings { get; init; }

    /// <summary>What the host says of itself, as labels; asked for once.</summary>
    public Func<ImmutableSortedDictionary<string, string>> Facts { get; init; } = HostFacts.OfThisHost;

    /// <summary>A user of this host by name or number, or null.</summary>
    public required Func<string, HostUser?> FindUser { get; init; }

    /// <summary>Files of transient units.</summary>
    public required ITransientUnitFiles UnitFiles { get; init; }

    /// <summary>Whose a directory in /run is.</summary>
    public RuntimeDirectories Directories { get; init; } = RuntimeDirectories.OfThisHost;

    /// <summary>Workloads that a resync does not plan for as long as nothing of them is another.</summary>
    public SettledWorkloads Settled { get; init; } = new();

    /// <summary>Decrypts secrets.</summary>
    public required ISecretDecryptor Decryptor { get; init; }

    /// <summary>Gives a file that the controller has made, by its path, to a user and group.</summary>
    public required Func<string, uint, uint, CancellationToken, Task> ChangeOwner { get; init; }

    /// <summary>Digests of files that workloads are made from.</summary>
    public required IFileDigests Digests { get; init; }

    /// <summary>
    /// The last lines that the processes of a unit wrote, oldest first; true: after the journal has taken in all that was written so far.
    /// </summary>
    public required Func<string, bool, CancellationToken, Task<IReadOnlyList<OutputLine>>> UnitOutput { get; init; }

    /// <summary>The last lines that the container of a unit wrote since a time, oldest first.</summary>
    public required Func<string, WorkloadSpec, DateTimeOffset, CancellationToken, Task<IReadOnlyList<string>>> ContainerOutput
    {
        get;
        init;
    }

    /// <summary>Takes an entry of the journal; false: there is none.</summary>
    public required Func<IReadOnlyList<KeyValuePair<string, string>>, bool> Journal { get; init; }

    /// <summary>Where progress is drawn.</summary>
    public required ProgressLine Progress { get; init; }

    /// <summary>The real ones.</summary>
    public static HostEnvironment OfThisHost(ReconcilerOptions options, ISystemdManager systemd, TimeProvider time)
    {
        var programs = new SandboxedProgram(systemd, time);
        var secrets = Path.GetFullPath(options.SecretsDirectory);
        return new HostEnvironment
        {
            Systemd = systemd,
            Time = time,
            WatchClock = ClockWatch.TryStart,
            Jitter = Random.Shared.NextDouble,
            Source = (directory, rules, times, memory) => new ManifestDirectorySource(directory, rules.Parse, times, time, memory),
            Git = source => new SystemdGitClient(source, GitSandboxPlace.OfController(source.Name), systemd, time),
            Watches = new FileWatches(InotifyThread.TryStart),
            Engines = (users, retries) => EngineRegistry.Create(
                options.PodmanSocket, options.DockerSocket, new PodmanActivation(systemd, time).StartAsync, users, retries, time),
            Settings = version => HostSettings.Read(version) with { SecretsDirectory = secrets },
            FindUser = HostUsers.Find,
            UnitFiles = new TransientUnitFiles(TransientUnitFiles.SystemDirectory),
            Decryptor = new AgeDecryptor(
                programs, options.Secrets.AgeIdentityFile, Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY"), HostSettings.Find),
            ChangeOwner = new OwnerChange(programs, secrets, HostSettings.Find).ToAsync,
            Digests = new FileDigests(time),
            UnitOutput = new UnitOutput(time).ReadAsync,
            ContainerOutput = new UnitOutput(time).ReadContainerAsync,
            Journal = fields => JournalStream.IsStandardError && JournalWriter.TrySend(fields),
            Progress = ProgressLine.OnStandardError(time),
        };
    }
}
