using System.Text;
using OciReconciler.Configuration;
using OciReconciler.Control;
using OciReconciler.Host;
using OciReconciler.Model.Manifests;
using OciReconciler.Model.Manifests.Trees;
using OciReconciler.State;
using OciReconciler.Telemetry;
using OciReconciler.Threading;

namespace OciReconciler.Hosting;

/// <summary>Puts the controller together: stage after stage, in the order in which data flows.</summary>
internal static class Composition
{
    public static ControllerService Compose(
        ReconcilerOptions options, HostEnvironment environment, Instruments instruments, ILoggerFactory logs)
    {
        var context = new CompositionContext(options, environment, instruments, logs);
        var state = new StateStage(context);
        var desired = new DesiredStage(context, state);
        var reporting = new ReportingStage(context, state, desired);
        var host = new HostStage(context, state, desired);
        var work = new QueueStage(context);
        var execution = new ExecutionStage(context, state, desired, reporting, host, work.Heartbeat);
        var control = new ControlStage(context, state, desired, reporting, host, work, execution);
        var triggers = new TriggerStage(context, state, desired, reporting, host, work, control);
        var records = new RecordPruner(triggers.Resync, reporting.Statuses, reporting.Status, execution.Secrets);
        var notices = new ServiceNotices(options, environment.Systemd, context.Log<ServiceNotices>());
        IReadOnlyList<Func<CancellationToken, Task>> loops = [.. Loops(context, state, desired, reporting, work, control, triggers)];
        return new ControllerService(
            new StartupFiles(options, state.Published, state.Files, desired.Views, environment.UnitFiles),
            new HelperUnits(host.Rootless, execution.Streams, context.Time, context.Log<HelperUnits>()),
            new ContinuousRun(triggers.Loops, triggers.Requests, records, notices, loops),
            new SingleRun(options, triggers.Loops, triggers.Updates, triggers.Resync, records, control.Controller),
            new Relister(triggers.Updates, triggers.Requests, triggers.Resync, control.OnDemand, context.Log<Relister>()),
            control.Controller,
            reporting.Sources);
    }

    // What runs from when every source was listed, each until cancelled.
    private static IEnumerable<Func<CancellationToken, Task>> Loops(
        CompositionContext context,
        StateStage state,
        DesiredStage desired,
        ReportingStage reporting,
        QueueStage work,
        ControlStage control,
        TriggerStage triggers)
    {
        var (environment, time) = (context.Environment, context.Time);
        var resyncs = new ResyncLoops(
            TimeSpan.FromSeconds(context.Options.ResyncSeconds),
            triggers.Resync,
            triggers.Rescan,
            control.OnDemand,
            work.Heartbeat,
            environment.Jitter,
            time);
        var clock = new ClockResync(environment.WatchClock, triggers.Resync, time, context.Log<ClockResync>());
        var failed = new AsyncAutoResetEvent();
        state.Published.Failed += (_, _) => failed.Set();
        desired.Store.SaveFailed += (_, _) => failed.Set();
        control.BlockedByDisk.Blocked += (_, _) => failed.Set();
        var retries = new FileRetries(
            failed, state.Published, reporting.Sources, control.BlockedByDisk, environment.UnitFiles, triggers.Requests, time);
        yield return control.Controller.RunAsync;
        yield return resyncs.RunAsync;
        yield return resyncs.RefreshImagesAsync;
        yield return retries.RunAsync;
        yield return clock.RunAsync;
        if (Watchdog.Interval() is { } interval)
            yield return token => Watchdog.OfSystemd(work.Heartbeat, time, context.Log<Watchdog>()).RunAsync(interval, token);
    }

    /// <summary>What manifests of all sources are read with on a host.</summary>
    /// <param name="facts">Those of the host; none where nothing of it matters.</param>
    public static ParseContext Parsing(ReconcilerOptions options, ImmutableSortedDictionary<string, string>? facts = null) =>
        new(options.Backend) {
            Node = HostNode.Of(options.Node, facts ?? ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal)) };

    /// <summary>The model's functions that the desired state is made with.</summary>
    /// <param name="facts">As for <see cref="Parsing"/>.</param>
    public static ManifestFunctions Rules(ReconcilerOptions options, ImmutableSortedDictionary<string, string>? facts = null)
    {
        var context = Parsing(options, facts);
        return new ManifestFunctions(
            (path, content) => ManifestParser.Parse(path, content, context),
            files => ManifestSet.Find(files, unknownDependencyIsError: false),
            (path, content) => AcceptedParser.Parse(path, content, options.Backend),
            Document)
        {
            Render = (source, files) => ManifestTree.Render(source, files, context),
        };
    }

    /// <summary>The canonical document of a spec.</summary>
    public static string Document(WorkloadSpec spec, ImmutableSortedDictionary<string, string> labels) =>
        Encoding.UTF8.GetString(ManifestWriter.Write(spec, labels));

    /// <summary>What is remembered of workloads, as it lies on disk.</summary>
    public static RolloutRecords LoadRecords(ReconcilerOptions options, ManifestFunctions rules, StateFiles state, ILoggerFactory logs)
    {
        var records = new RolloutRecords(options.RecordsDirectory, rules, state, logs.CreateLogger<RolloutRecords>());
        records.Load(readOnly: !state.SetsAside);
        return records;
    }

    /// <summary>Last valid versions as they lie on disk.</summary>
    public static LastValidRevisions LoadLastValid(ReconcilerOptions options, ManifestFunctions rules, StateFiles state)
    {
        var lastValid = new LastValidRevisions(options.DesiredDirectory, rules, state);
        lastValid.Load(readOnly: !state.SetsAside);
        return lastValid;
    }
}
