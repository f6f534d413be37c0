using OciReconciler.Configuration;
using OciReconciler.Desired;
using OciReconciler.Hooks;
using OciReconciler.Schedules;
using OciReconciler.Sources;
using OciReconciler.Sync;
using OciReconciler.Telemetry;
using OciReconciler.Threading;

namespace OciReconciler.Hosting;

/// <summary>Part of the eighth stage: where manifests come from.</summary>
internal sealed class SourceStage
{
    private readonly CompositionContext _context;
    private readonly StateStage _state;
    private readonly DesiredStage _desired;
    private readonly ReportingStage _reporting;

    public SourceStage(CompositionContext context, StateStage state, DesiredStage desired, ReportingStage reporting)
    {
        (_context, _state, _desired, _reporting) = (context, state, desired, reporting);
        var scanning = new ScanOptions { Period = TimeSpan.FromSeconds(context.Options.RescanSeconds) };
        All =
        [
            .. context.Options.AllSources.Select(source => source.Git is { } git
                ? Git(git)
                : context.Environment.Source(source.Directory!, state.Rules, scanning, state.History)),
        ];
        Gits = [.. All.OfType<GitSource>()];
        RevisionStore.RemoveOthers(context.Options.RevisionsDirectory, IsNeeded);
        if (Gits.Count == 0)
            return;
        reporting.Statuses.Published = () =>
        {
            foreach (var source in Gits)
                source.StatusPublished();
        };
        context.Instruments.ObserveSources([.. Gits.Select(source => source.Name)], Ages);
        var requests = new SyncRequestWatch(state.Frozen, state.Syncs, context.Environment.Watches.Directory, context.Time);
        Loops = [token => requests.RunAsync(Wake, token)];
    }

    /// <summary>All sources, in the order of the configuration.</summary>
    public IReadOnlyList<IManifestSource> All { get; }

    /// <summary>Those that are git repositories.</summary>
    public IReadOnlyList<GitSource> Gits { get; }

    /// <summary>What wakes them; each runs until cancelled.</summary>
    public IReadOnlyList<Func<CancellationToken, Task>> Loops { get; } = [];

    private GitSource Git(GitSourceOptions options)
    {
        var (environment, store) = (_context.Environment, _desired.Store);
        return new GitSource(options, new GitSourceServices
        {
            Client = environment.Git(options),
            Rules = _state.Rules,
            Store = new RevisionStore(Path.Combine(_context.Options.RevisionsDirectory, options.Name), _state.Files),
            Frozen = _state.Frozen,
            Requests = _state.Syncs,
            Find = key => Find(store.Current, options.Name, key),
            IsRemoving = revision => IsRemoving(store.Current, options.Name, revision),
            Windows = ApplyWindows.Of(options),
            Teller = new SourceTeller(
                options.Name, _reporting.Events, new ToldFile(_context.Options.RevisionsDirectory, options.Name, _state.Files),
                options.OnSync is null ? null : news => _reporting.Hooks.Notify(options.Name, news), environment.Time),
            Report = report => Publish(options.Name, report),
            Watch = environment.Watches.Directory,
            Instruments = _context.Instruments,
            Jitter = environment.Jitter,
            Time = environment.Time,
        });
    }

    private WantedWorkload? Find(DesiredState desired, string source, WorkloadKey key)
    {
        // Before all sources have spoken an earlier one may claim the name: nothing is decided.
        if (!desired.AllSourcesReported)
            return new WantedWorkload(source, IsAsDeclared: true, Generation: 0, Status: null);
        return desired.Workloads.GetValueOrDefault(key) is { Grace: null } wanted
            ? new WantedWorkload(wanted.Source, wanted.Problems.IsEmpty, wanted.Generation, _reporting.Statuses.Find(key))
            {
                Problem = wanted.Problems.IsEmpty ? "" : Sentences.Ended(wanted.Problems[0].ToString()),
                Deadline = TimeSpan.FromSeconds(wanted.LastValid.Revision.Spec.ProgressDeadlineSeconds),
            }
            : null;
    }

    // What is paused stays until somebody resumes it.
    private bool IsRemoving(DesiredState desired, string source, CheckedRevision inForce) =>
        desired.Leaving(source, inForce.DeclaresOrSkips)
            .Any(workload => _reporting.Statuses.Find(workload.LastValid.Key) is not { Paused: true });

    private bool IsNeeded(string source) =>
        Gits.Any(git => git.Name == source) || _state.LastValid.Revisions.Values.Any(version => version.Source == source);

    private void Publish(string source, GitSourceReport report)
    {
        if (_state.GitReports.Set(source, report))
            _reporting.Sources.Publish();
    }

    private void Wake()
    {
        foreach (var source in Gits)
            source.Wake();
    }

    private IEnumerable<SourceAges> Ages()
    {
        var now = _context.Time.GetUtcNow();
        return _state.GitReports.All().Select(entry =>
            new SourceAges(entry.Key, now - entry.Value.LastFetch, now - entry.Value.Applied?.Time));
    }
}
