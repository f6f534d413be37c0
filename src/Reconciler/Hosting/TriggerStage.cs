using OciReconciler.Configuration;
using OciReconciler.Control;
using OciReconciler.Files;
using OciReconciler.Threading;
using OciReconciler.Triggers;
using OciReconciler.Webhooks;

namespace OciReconciler.Hosting;

/// <summary>Eighth stage: what asks for passes.</summary>
internal sealed class TriggerStage
{
    public TriggerStage(
        CompositionContext context,
        StateStage state,
        DesiredStage desired,
        ReportingStage reporting,
        HostStage host,
        QueueStage work,
        ControlStage control)
    {
        var (environment, views, store, time) = (context.Environment, desired.Views, desired.Store, context.Time);
        var sources = new SourceStage(context, state, desired, reporting);
        var grace = new RemovalGraceTimer(store, time);
        Requests = new ReconcileRequests(work.Queue, work.Backoff, state.Rollouts, host.Listings, views);
        Resync = new Resync(
            host.Lister, control.Sweep, host.Listings, new DesiredReport(store, reporting.Sources, grace), views, Requests,
            context.Log<Resync>());
        var inputs = new InputFileTrigger(environment.Watches, store, views, Requests, time);
        Updates = new DesiredUpdates(sources.All, store, reporting.Sources, grace, inputs, Resync, Requests);
        var operators = new OperatorRequestSource(state.Paused, state.Requests, environment.Watches, reporting.Events, time);
        Rescan = () =>
        {
            inputs.Follow();
            operators.Rescan();
        };
        var found = new AsyncAutoResetEvent();
        state.Rollouts.FoundMissing += (_, _) => found.Set();
        var triggers = new PassTriggers(
            new UnitEventTrigger(host.UnitEvents, Requests, Resync, control.Rejected, context.Log<UnitEventTrigger>()),
            new EngineEventSource(
                host.Engines.Of(Backend.Docker), views, key => store.Current.Knows(key), key => environment.Settled.Find(key) is not null,
                time),
            new EngineProbe(host.Engines, views, control.BlockedByEngines, time),
            new MissingObjectProbe(state.Rollouts.Missing, found, views, host.Engines, new InputFiles(time).HasAsync, time),
            new HealthProbe(views, host.Engines, time),
            operators,
            Requests);
        Loops =
        [
            Resync.RunAsync, .. triggers.Loops(Resync.Wake), .. sources.Loops, .. Updates.Loops(),
            .. Webhooks(context.Options, environment.Watches, time), .. reporting.Hooks.Loops(),
        ];
    }

    public ReconcileRequests Requests { get; }

    public Resync Resync { get; }

    public DesiredUpdates Updates { get; }

    /// <summary>Looks anew at what is known by watches of the kernel alone.</summary>
    public Action Rescan { get; }

    /// <summary>Each asks for passes until cancelled.</summary>
    public IReadOnlyList<Func<CancellationToken, Task>> Loops { get; }

    private IEnumerable<Func<CancellationToken, Task>> Webhooks(ReconcilerOptions options, FileWatches watches, TimeProvider time)
    {
        var names = options.Sources.Select(source => source.Git?.Name).OfType<string>().Where(WebhookSource.IsName)
            .Distinct(StringComparer.Ordinal).ToList();
        var wakes = Path.Combine(ReconcilerOptions.WebhookDirectory, ReconcilerOptions.WebhookWakes);
        return names.Count == 0 ? [] : [new WebhookHints(wakes, names, Updates.Rescan, watches, time).RunAsync];
    }
}
