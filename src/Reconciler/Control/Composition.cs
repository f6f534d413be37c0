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
    public static ControllerService Compose(ReconcilerOptions options, HostEnvironment environment, Instruments instruments, ILoggerFactory logs)
    {
        var (systemd, time) = (environment.Systemd, environment.Time);
        var rules = Rules(options);
        var scanning = new ScanOptions { Period = TimeSpan.FromSeconds(options.RescanSeconds) };
        var state = new StateFiles(logs.CreateLogger<StateFiles>().StateDamaged);
        var lastValid = LoadLastValid(options, rules, state);
        var memory = new SourceHistory(options.FileSystemsFile, source => DeclaredIn(source, lastValid), state);
        var sources = options.Manifests.Select(directory => environment.Source(directory, rules, scanning, memory)).ToList();

        var store = new DesiredStore(sources.Select(source => source.Name), lastValid, rules, GuardOf(options, time));
        var host = new HostSettingsSource(() => systemd.Info.MajorVersion, environment.Settings);
        var records = LoadRecords(options, rules, state, logs);
        var rollouts = new RolloutStates(records, time);
        var views = new DesiredViews(() => store.Current, () => records.Rollbacks, () => host.Current, environment.FindUser);

        var files = new PublishedFiles(logs.CreateLogger<PublishedFiles>());
        var limits = new EventLimits();
        var eventStore = new EventStore(options.EventsDirectory, limits, state, time, logs.CreateLogger<EventStore>());
        var recorder = new EventRecorder(
            eventStore, key => views.Current.Members.GetValueOrDefault(key)?.Unit, environment.Journal, limits, time, logs.CreateLogger<EventRecorder>());

        var retries = new RetryPipelines(time, FailureClassifier.IsOfAMoment, environment.Chance);
        var rootless = new RootlessPodman(systemd, () => host.Current, options.RuntimeDirectory, retries, time);
        var engines = environment.Engines(rootless, retries);
        var digests = environment.Digests;
        var inputs = new InputsDigester(LoadInputsKey(options, logs), rollouts);
        var notes = new RestartMarkers(options.RestartDirectory);
        var applied = new LastAppliedSpecs(options.AppliedDirectory, state, files);
        var events = new UnitEventDispatcher(systemd);
        var lister = new UnitLister(systemd, retries);
        var containers = new ContainerObserver(engines, digests, inputs);
        var ownJobs = new JobOwnership(time);
        var ends = new UnitEndReader(rollouts.HasEnded, environment.UnitOutput);
        var observer = new Observer(systemd, lister, containers, environment.Directories, notes, rollouts, ownJobs, ends, retries);

        var queue = new WorkQueue(time);
        var workers = new WorkerPool(queue, options.Concurrency);
        var heartbeat = new Heartbeat(queue, () => workers.IsFull, TimeSpan.FromSeconds(options.ResyncSeconds), time);

        var jobs = new UnitJobs(systemd, ownJobs, events, time);
        var starts = new UnitStarter(systemd, jobs, time, TimeSpan.FromSeconds(options.StartWaitSeconds));
        var releaser = new UnitReleaser(systemd, jobs, events, environment.UnitFiles, time, recorder);
        var paused = new PauseFiles(options.PausedDirectory);
        var executor = new PlanExecutor(
            systemd, jobs, releaser, environment.UnitFiles, engines, notes, applied, paused, starts, recorder, heartbeat.Progress, instruments,
            logs.CreateLogger<PlanExecutor>());
        var streams = new ImageStreamRunner(systemd, () => host.Current, TimeSpan.FromSeconds(options.ImageStreamSeconds), time);
        var checks = new RootlessChecks(environment.FindUser, "/etc", HostSettings.Find);
        var pinner = new ImagePinner(engines);
        var preparer = new WorkloadPreparer(
            new ImagePreparer(engines, digests, streams, retries, time), pinner, rollouts, digests, inputs, checks, environment.UnitFiles,
            recorder, environment.Progress, heartbeat.Progress, instruments, time);

        var backoffs = new Backoffs(time, environment.Chance);
        var (blockedByEngines, blockedByDisk) = (new BlockedWorkloads(Reasons.EngineUnavailable), new BlockedWorkloads(Reasons.DiskFull));
        var rejected = new BlockedWorkloads(Reasons.DefinitionRejected);
        var requests = new RestartRequests(options.RequestsDirectory);
        var statuses = new StatusWriter(options.StatusDirectory, files, state, time);
        instruments.Observe(() => queue.Depth, () => queue.OldestAge);
        instruments.Observe(statuses.Phases);
        var reporter = new StatusReporter(statuses, store, rollouts, recorder, eventStore);
        var tracker = new RolloutTracker(rollouts, pinner, environment.ContainerOutput, recorder, instruments);
        var pass = new ComponentReconciler(
            systemd, workers, observer, preparer, executor, views, reporter, applied, tracker, backoffs, paused, requests, recorder, time,
            logs.CreateLogger<ComponentReconciler>());
        var controller = new Controller(
            queue, workers, new ComponentLocks(), pass, views, backoffs, [blockedByEngines, blockedByDisk, rejected], heartbeat, recorder,
            instruments, time, logs.CreateLogger<Controller>());
        var onDemand = new OnDemandImageRefresh(views, lister, preparer, queue, recorder, new RequeueBackoff(time, environment.Chance));
        var sourcesWriter = new SourcesWriter(options.SourcesFile, files, recorder);
        var reconcilerHost = new RequestRouter(
            sources, store, views, events,
            new EngineEventSource(engines.Of(Backend.Docker), views, key => store.Current.Knows(key), time),
            new EngineProbe(engines, views, blockedByEngines, time),
            new MissingObjectProbe(rollouts.Missing, views, engines, new InputFiles(time).HasAsync, time), new HealthProbe(views, engines, time),
            new OperatorRequestSource(paused, requests, environment.Watches, recorder, time),
            observer, queue, backoffs, rollouts, rejected, sourcesWriter, environment.Watches, time, logs.CreateLogger<RequestRouter>());
        var helpers = new HelperUnits(rootless, streams, time, logs.CreateLogger<HelperUnits>());
        return new ControllerService(
            options, systemd, environment.UnitFiles, reconcilerHost, controller, blockedByDisk, onDemand, statuses, reporter, views, files, state, helpers, heartbeat, Watchdog.OfSystemd(heartbeat, time, logs.CreateLogger<Watchdog>()), environment.Chance, time, logs.CreateLogger<ControllerService>());
    }

    private static IEnumerable<(WorkloadKey Key, string File)> DeclaredIn(string source, LastValidRevisions lastValid) =>
        lastValid.Versions.Values.Where(version => version.Source == source).Select(version => (version.Key, version.File));

    private static RemovalGuard GuardOf(ReconcilerOptions options, TimeProvider time) =>
        new(options.AllowMassRemoval ? null : TimeSpan.FromSeconds(options.MassRemovalGraceSeconds), time);

    /// <summary>The model's functions that the desired state is made with.</summary>
    public static ManifestFunctions Rules(ReconcilerOptions options) => new(
        (path, content) => ManifestParser.Parse(path, content, options.Backend),
        files => ManifestSet.Find(files, unknownDependencyIsError: false),
        (path, content) => AcceptedParser.Parse(path, content, options.Backend),
        Document);

    /// <summary>The canonical document of a spec.</summary>
    public static string Document(WorkloadSpec spec, ImmutableSortedDictionary<string, string> labels) =>
        Encoding.UTF8.GetString(ManifestWriter.Write(spec, labels));

    /// <summary>What is remembered of workloads, as it lies on disk.</summary>
    public static RolloutRecords LoadRecords(ReconcilerOptions options, ManifestFunctions rules, StateFiles state, ILoggerFactory logs)
    {
        var records = new RolloutRecords(options.RecordsDirectory, rules, state, logs.CreateLogger<RolloutRecords>());
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
    public static LastValidRevisions LoadLastValid(ReconcilerOptions options, ManifestFunctions rules, StateFiles state)
    {
        var lastValid = new LastValidRevisions(options.DesiredDirectory, rules, state);
        if (state.SetsAside || Directory.Exists(options.DesiredDirectory))
            lastValid.Load(readOnly: !state.SetsAside);
        return lastValid;
    }
}
