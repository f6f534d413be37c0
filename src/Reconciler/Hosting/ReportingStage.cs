using OciReconciler.Control;
using OciReconciler.Hooks;
using OciReconciler.Passes;
using OciReconciler.Reporting;
using OciReconciler.Reporting.Events;

namespace OciReconciler.Hosting;

/// <summary>Third stage: what people read.</summary>
internal sealed class ReportingStage
{
    public ReportingStage(CompositionContext context, StateStage state, DesiredStage desired)
    {
        var (options, time) = (context.Options, context.Time);
        var limits = new EventLimits();
        EventStore = new EventStore(options.EventsDirectory, limits, state.Files, time, context.Log<EventStore>());
        Events = new EventRecorder(
            EventStore, key => desired.Views.Current.Members.GetValueOrDefault(key)?.Unit, context.Environment.Journal, limits, time,
            context.Log<EventRecorder>());
        Statuses = new StatusWriter(options.StatusDirectory, state.Published, state.Files, time);
        Sources = new SourcesReporter(
            desired.Store, new SourcesWriter(options.SourcesFile, state.Published, Events), options.StateDirectory, state.GitReports.Find,
            time);
        Status = new StatusReporter(Statuses, desired.Store, state.Rollouts, Events, EventStore, state.GitReports.OriginOf);
        var runner = new SyncHookRunner(
            context.Environment.Systemd, options.Node.Name.Length > 0 ? options.Node.Name : Environment.MachineName, time);
        Hooks = new SyncHooks(
            options.GitSources, runner.RunAsync, Events, source => new ToldFile(options.RevisionsDirectory, source, state.Files), time);
        context.Instruments.Observe(Statuses.Phases);
    }

    public EventStore EventStore { get; }

    public EventRecorder Events { get; }

    public StatusWriter Statuses { get; }

    public SourcesReporter Sources { get; }

    public StatusReporter Status { get; }

    public SyncHooks Hooks { get; }
}
