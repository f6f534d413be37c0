using System.Collections.Immutable;
using System.Text;
using Microsoft.Extensions.Logging;
using OciReconciler.Configuration;
using OciReconciler.Desired;
using OciReconciler.Executing;
using OciReconciler.Images;
using OciReconciler.Images.Streams;
using OciReconciler.Model.Manifests;
using OciReconciler.Model.Workloads;
using OciReconciler.Observing;
using OciReconciler.Queue;
using OciReconciler.Reporting;
using OciReconciler.Reporting.Events;
using OciReconciler.Sources;

namespace OciReconciler.Control;

/// <summary>Puts the controller together, in the order in which data flows.</summary>
internal static class Composition
{
    public static ControllerProgram Compose(ReconcilerOptions options, Surroundings around, ILoggerFactory logs)
    {
        var (systemd, time) = (around.Systemd, around.Time);
        var rules = Rules(options);
        var scanning = new SourceOptions { Period = TimeSpan.FromSeconds(options.RescanSeconds) };
        var sources = options.Manifests.Select(directory => around.Source(directory, rules, scanning)).ToList();

        var lastGood = LoadLastGood(options, rules, readOnly: false);
        var store = new DesiredStore(sources.Select(source => source.Name), lastGood, rules);
        var host = new HostSettingsSource(() => systemd.Info.MajorVersion, around.Settings);
        var views = new DesiredViews(() => store.Current, () => host.Current, around.FindUser);

        var limits = new EventLimits();
        var eventStore = new EventStore(options.EventsDirectory, limits, time, logs.CreateLogger<EventStore>());
        var recorder = new EventRecorder(
            eventStore, key => views.Current.Members.GetValueOrDefault(key)?.Unit, around.Journal, limits, time, logs.CreateLogger<EventRecorder>());

        var retries = new RetryPipelines(time, around.Chance);
        var rootless = new RootlessPodman(systemd, () => host.Current, options.RuntimeDirectory, retries, time);
        var engines = around.Engines(rootless, retries);
        var digests = around.Digests;
        var notes = new RunningNotes(options.RestartDirectory);
        var applied = new AppliedSpecs(options.AppliedDirectory);
        var events = new UnitEventHub(systemd);
        var lister = new UnitLister(systemd, retries);
        var observer = new Observer(systemd, lister, new ContainerObserver(engines, digests), notes, retries);

        var starts = new StartGate(systemd, time, TimeSpan.FromSeconds(options.StartWaitSeconds));
        var releaser = new UnitReleaser(systemd, events, around.UnitFiles, time, recorder);
        var executor = new PlanExecutor(systemd, releaser, around.UnitFiles, engines, notes, applied, starts, recorder, logs.CreateLogger<PlanExecutor>());
        var streams = new ImageStreamRunner(systemd, () => host.Current, TimeSpan.FromSeconds(options.ImageStreamSeconds), time);
        var checks = new RootlessChecks(around.FindUser, "/etc", HostSettings.Find);
        var preparer = new WorkloadPreparer(
            new ImagePreparer(engines, digests, streams, retries, time), digests, checks, recorder, around.Progress, time);

        var queue = new WorkQueue(time);
        var backoffs = new Backoffs(time, around.Chance);
        var statuses = new StatusWriter(options.StatusDirectory, time);
        var reporter = new PassReporter(statuses, store, recorder, eventStore);
        var pass = new ComponentPass(systemd, observer, preparer, executor, views, reporter, applied, backoffs, recorder, logs.CreateLogger<ComponentPass>());
        var controller = new Controller(queue, new ComponentLocks(), pass, views, backoffs, recorder, logs.CreateLogger<Controller>());
        var onDemand = new OnDemandImages(views, lister, preparer, queue, recorder);
        var sourcesWriter = new SourcesWriter(options.SourcesFile, recorder);
        var reconcilerHost = new ReconcilerHost(
            sources, store, views, events, new EngineEventSource(engines.Of(Backend.Docker), views, time), observer, queue, backoffs, sourcesWriter, logs.CreateLogger<ReconcilerHost>());
        var helpers = new HelperUnits(rootless, streams, time, logs.CreateLogger<HelperUnits>());
        return new ControllerProgram(
            options, systemd, around.UnitFiles, reconcilerHost, controller, onDemand, statuses, reporter, views, helpers, time, logs.CreateLogger<ControllerProgram>());
    }

    /// <summary>The model's functions that the desired state is made with.</summary>
    public static ManifestRules Rules(ReconcilerOptions options) => new(
        (path, content) => ManifestParser.Parse(path, content, options.Backend),
        files => ManifestSet.Check(files, unknownDependencyIsError: false),
        Document);

    /// <summary>The canonical document of a spec.</summary>
    public static string Document(WorkloadSpec spec, ImmutableSortedDictionary<string, string> labels) =>
        Encoding.UTF8.GetString(ManifestWriter.Write(spec, labels));

    /// <summary>Last good versions as they lie on disk.</summary>
    public static LastGoodStore LoadLastGood(ReconcilerOptions options, ManifestRules rules, bool readOnly)
    {
        var lastGood = new LastGoodStore(options.DesiredDirectory, rules);
        if (!readOnly || Directory.Exists(options.DesiredDirectory))
            lastGood.Load(readOnly);
        return lastGood;
    }
}
