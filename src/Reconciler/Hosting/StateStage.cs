using OciReconciler.Rollouts;
using OciReconciler.Sources;
using OciReconciler.State;
using OciReconciler.Sync;
using OciReconciler.Telemetry;

namespace OciReconciler.Hosting;

/// <summary>First stage: what is remembered, on disk and in this process.</summary>
internal sealed class StateStage
{
    public StateStage(CompositionContext context)
    {
        var options = context.Options;
        Files = new StateFiles(context.Log<StateFiles>().StateDamaged);
        Published = new PublishedFiles(context.Log<PublishedFiles>());
        Rules = Composition.Rules(options, context.Environment.Facts());
        LastValid = Composition.LoadLastValid(options, Rules, Files);
        History = new SourceHistory(options.FileSystemsFile, DeclaredIn, Files);
        Records = Composition.LoadRecords(options, Rules, Files, context.Logs);
        Rollouts = new RolloutStates(Records, context.Time);
        Applied = new LastAppliedSpecs(options.AppliedDirectory, Files, Published);
        Markers = new RestartMarkers(options.RestartDirectory);
        Paused = new PauseFiles(options.PausedDirectory);
        Requests = new RestartRequests(options.RequestsDirectory);
        Frozen = new FreezeFiles(options.FrozenDirectory);
        Syncs = new SyncRequests(options.SyncDirectory);
    }

    public StateFiles Files { get; }

    public PublishedFiles Published { get; }

    public ManifestFunctions Rules { get; }

    public LastValidRevisions LastValid { get; }

    public SourceHistory History { get; }

    public RolloutRecords Records { get; }

    public RolloutStates Rollouts { get; }

    public LastAppliedSpecs Applied { get; }

    public RestartMarkers Markers { get; }

    public PauseFiles Paused { get; }

    public RestartRequests Requests { get; }

    public FreezeFiles Frozen { get; }

    public SyncRequests Syncs { get; }

    public GitReports GitReports { get; } = new();

    private IEnumerable<(WorkloadKey Key, string File)> DeclaredIn(string source) =>
        LastValid.Revisions.Values.Where(version => version.Source == source).Select(version => (version.Key, version.File));
}
