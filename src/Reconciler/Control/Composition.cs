using System.Collections.Immutable;
using System.Text;
using Microsoft.Extensions.Logging;
using OciReconciler.Configuration;
using OciReconciler.Desired;
using OciReconciler.Engine;
using OciReconciler.Executing;
using OciReconciler.Files;
using OciReconciler.Host;
using OciReconciler.Images;
using OciReconciler.Model.Conditions;
using OciReconciler.Model.Hashing;
using OciReconciler.Model.Manifests;
using OciReconciler.Model.Workloads;
using OciReconciler.Observing;
using OciReconciler.Reporting;
using OciReconciler.Reporting.Events;
using OciReconciler.Resilience;
using OciReconciler.Rollouts;
using OciReconciler.Sources;
using OciReconciler.State;
using OciReconciler.Telemetry;
using OciReconciler.Threading;
using OciReconciler.Triggers;
using OciReconciler.Units;

namespace OciReconciler.Control;

/// <summary>Puts the controller together, in the order in which data flows.</summary>
internal static class Composition
{
    public static ControllerProgram Compose(ReconcilerOptions options, Surroundings around, Instruments instruments, ILoggerFactory logs)
    {
        var (systemd, time) = (around.Systemd, around.Time);
        var rules = Rules(options);
        var scanning = new SourceOptions { Period = TimeSpan.FromSeconds(options.RescanSeconds) };
        var state = new StateFiles(logs.CreateLogger<StateFiles>().StateDamaged);
        var lastGood = LoadLastGood(options, rules, state);
        var memory = new SourceMemory(options.FileSystemsFile, source => DeclaredIn(source, lastGood), state);
        var sources = options.Manifests.Select(directory => around.Source(directory, rules, scanning, memory)).ToList();

        var store = new DesiredStore(sources.Select(source => source.Name), lastGood, rules, GuardOf(options, time));
        var host = new HostSettingsSource(() => systemd.Info.MajorVersion, around.Settings);
        var records = LoadRecords(options, rules, state, logs);
        var lifecycles = new Lifecycles(records, time);
        var views = new DesiredViews(() => store.Current, () => records.Rollbacks, () => host.Current, around.FindUser);

        var files = new PublishedFiles(logs.CreateLogger<PublishedFiles>());
        var limits = new EventLimits();
        var eventStore = new EventStore(options.EventsDirectory, limits, state, time, logs.CreateLogger<EventStore>());
        var recorder = new EventRecorder(
            eventStore, key => views.Current.Members.GetValueOrDefault(key)?.Unit, around.Journal, limits, time, logs.CreateLogger<EventRecorder>());

        var retries = new RetryPipelines(time, FailureClassifier.IsOfAMoment, around.Chance);
        var rootless = new RootlessPodman(systemd, () => host.Current, options.RuntimeDirectory, retries, time);
        var engines = around.Engines(rootless, retries);
        var digests = around.Digests;
        var inputs = new InputsDigester(LoadInputsKey(options, logs), lifecycles);
        var notes = new RunningNotes(options.RestartDirectory);
        var applied = new AppliedSpecs(options.AppliedDirectory, state, files);
        var events = new UnitEventHub(systemd);
        var lister = new UnitLister(systemd, retries);
        var containers = new ContainerObserver(engines, digests, inputs);
        var ownJobs = new OwnJobs(time);
        var ends = new UnitEndReader(lifecycles.HasEnded, around.UnitOutput);
        var observer = new Observer(systemd, lister, containers, around.Directories, notes, lifecycles, ownJobs, ends, retries);

        var queue = new WorkQueue(time);
        var workers = new Workers(queue, options.Concurrency);
        var heartbeat = new Heartbeat(queue, () => workers.AreBusy, TimeSpan.FromSeconds(options.ResyncSeconds), time);

        var jobs = new UnitJobs(systemd, ownJobs, events, time);
        var starts = new StartGate(systemd, jobs, time, TimeSpan.FromSeconds(options.StartWaitSeconds));
        var releaser = new UnitReleaser(systemd, jobs, events, around.UnitFiles, time, recorder);
        var paused = new PauseFiles(options.PausedDirectory);
        var executor = new PlanExecutor(
            systemd, jobs, releaser, around.UnitFiles, engines, notes, applied, paused, starts, recorder, heartbeat.Progress, instruments,
            logs.CreateLogger<PlanExecutor>());
        var streams = new ImageStreamRunner(systemd, () => host.Current, TimeSpan.FromSeconds(options.ImageStreamSeconds), time);
        var checks = new RootlessChecks(around.FindUser, "/etc", HostSettings.Find);
        var keeper = new ImageKeeper(engines);
        var preparer = new WorkloadPreparer(
            new ImagePreparer(engines, digests, streams, retries, time), keeper, lifecycles, digests, inputs, checks, around.UnitFiles,
            recorder, around.Progress, heartbeat.Progress, instruments, time);

        var backoffs = new Backoffs(time, around.Chance);
        var (heldUpByEngines, heldUpByDisk) = (new HeldUp(Blocker.EngineUnavailable), new HeldUp(Blocker.DiskFull));
        var rejected = new HeldUp(Blocker.DefinitionRejected);
        var requests = new RestartRequests(options.RequestsDirectory);
        var statuses = new StatusWriter(options.StatusDirectory, files, state, time);
        instruments.Observe(() => queue.Depth, () => queue.OldestAge);
        instruments.Observe(statuses.Phases);
        var reporter = new PassReporter(statuses, store, lifecycles, recorder, eventStore);
        var judge = new Judge(lifecycles, keeper, around.ContainerOutput, recorder, instruments);
        var pass = new ComponentPass(
            systemd, workers, observer, preparer, executor, views, reporter, applied, judge, backoffs, paused, requests, recorder, time,
            logs.CreateLogger<ComponentPass>());
        var controller = new Controller(
            queue, workers, new ComponentLocks(), pass, views, backoffs, [heldUpByEngines, heldUpByDisk, rejected], heartbeat, recorder,
            instruments, time, logs.CreateLogger<Controller>());
        var onDemand = new OnDemandImages(views, lister, preparer, queue, recorder, new RequeueBackoff(time, around.Chance));
        var sourcesWriter = new SourcesWriter(options.SourcesFile, files, recorder);
        var reconcilerHost = new ReconcilerHost(
            sources, store, views, events,
            new EngineEventSource(engines.Of(Backend.Docker), views, key => store.Current.Knows(key), time),
            new EngineReturns(engines, views, heldUpByEngines, time),
            new MissingObjects(lifecycles.Missing, views, engines, new InputFiles(time).HasAsync, time), new HealthWatch(views, engines, time),
            new WishSource(paused, requests, around.Watches, recorder, time),
            observer, queue, backoffs, lifecycles, rejected, sourcesWriter, around.Watches, time, logs.CreateLogger<ReconcilerHost>());
        var helpers = new HelperUnits(rootless, streams, time, logs.CreateLogger<HelperUnits>());
        return new ControllerProgram(
            options, systemd, around.UnitFiles, reconcilerHost, controller, heldUpByDisk, onDemand, statuses, reporter, views, files, state, helpers, heartbeat, Watchdog.OfSystemd(heartbeat, time, logs.CreateLogger<Watchdog>()), around.Chance, time, logs.CreateLogger<ControllerProgram>());
    }

    private static IEnumerable<(WorkloadKey Key, string File)> DeclaredIn(string source, LastGoodStore lastGood) =>
        lastGood.Versions.Values.Where(version => version.Source == source).Select(version => (version.Key, version.File));

    private static RemovalGuard GuardOf(ReconcilerOptions options, TimeProvider time) =>
        new(options.AllowMassRemoval ? null : TimeSpan.FromSeconds(options.MassRemovalGraceSeconds), time);

    /// <summary>The model's functions that the desired state is made with.</summary>
    public static ManifestRules Rules(ReconcilerOptions options) => new(
        (path, content) => ManifestParser.Parse(path, content, options.Backend),
        files => ManifestSet.Find(files, unknownDependencyIsError: false),
        (path, content) => AcceptedParser.Parse(path, content, options.Backend),
        Document);

    /// <summary>The canonical document of a spec.</summary>
    public static string Document(WorkloadSpec spec, ImmutableSortedDictionary<string, string> labels) =>
        Encoding.UTF8.GetString(ManifestWriter.Write(spec, labels));

    /// <summary>What is remembered of workloads, as it lies on disk.</summary>
    public static RecordStore LoadRecords(ReconcilerOptions options, ManifestRules rules, StateFiles state, ILoggerFactory logs)
    {
        var records = new RecordStore(options.RecordsDirectory, rules, state, logs.CreateLogger<RecordStore>());
        if (state.SetsAside || Directory.Exists(options.RecordsDirectory))
            records.Load(readOnly: !state.SetsAside);
        return records;
    }

    private static InputsKey LoadInputsKey(ReconcilerOptions options, ILoggerFactory logs)
    {
        var log = logs.CreateLogger<InputsDigester>();
        return InputsKeyFile.ReadOrMake(options.InputsKeyFile, problem => log.KeyFailed(options.InputsKeyFile, problem));
    }

    /// <summary>Last good versions as they lie on disk.</summary>
    public static LastGoodStore LoadLastGood(ReconcilerOptions options, ManifestRules rules, StateFiles state)
    {
        var lastGood = new LastGoodStore(options.DesiredDirectory, rules, state);
        if (state.SetsAside || Directory.Exists(options.DesiredDirectory))
            lastGood.Load(readOnly: !state.SetsAside);
        return lastGood;
    }
}
