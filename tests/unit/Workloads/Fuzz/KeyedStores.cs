using OciReconciler.Configuration;
using OciReconciler.Hosting;
using OciReconciler.Model.Desired;
using OciReconciler.Model.Events;
using OciReconciler.Reporting;
using OciReconciler.Reporting.Events;

namespace OciReconciler.UnitTests.Workloads.Fuzz;

/// <summary>Everything that has a file for each workload.</summary>
internal sealed class KeyedStores
{
    private static readonly HashSet<WorkloadKey> Nobody = [];

    private readonly ReconcilerOptions _options;
    private readonly ManifestFunctions _rules;
    private readonly StateFiles _state = new(null);
    private readonly PublishedFiles _files = new(NullLogger<PublishedFiles>.Instance);

    public KeyedStores(ReconcilerOptions options)
    {
        _options = options;
        _rules = Composition.Rules(options);
        Statuses = new StatusWriter(options.StatusDirectory, _files, _state, TimeProvider.System);
        Events = new EventStore(
            options.EventsDirectory, new EventLimits { RemovedRings = 0 }, _state, TimeProvider.System, NullLogger<EventStore>.Instance);
        Applied = new LastAppliedSpecs(options.AppliedDirectory, _state, _files);
        Paused = new PauseFiles(options.PausedDirectory);
        Requests = new RestartRequests(options.RequestsDirectory);
        Notes = new RestartMarkers(options.RestartDirectory);
        foreach (var (directory, _) in Directories(options))
            Directory.CreateDirectory(directory);
    }

    private StatusWriter Statuses { get; }

    private EventStore Events { get; }

    private LastAppliedSpecs Applied { get; }

    private PauseFiles Paused { get; }

    private RestartRequests Requests { get; }

    private RestartMarkers Notes { get; }

    /// <summary>Their directories, and what follows a workload's name there.</summary>
    public static IEnumerable<(string Directory, string Suffix)> Directories(ReconcilerOptions options) =>
    [
        (options.DesiredDirectory, ".json"), (options.RecordsDirectory, ".json"), (options.StatusDirectory, ".json"),
            (options.AppliedDirectory, ".json"), (options.EventsDirectory, ".jsonl"),
        (options.PausedDirectory, ""), (options.RequestsDirectory, ""), (options.RequestsDirectory + ".done", ""),
            (options.RestartDirectory, ""),
    ];

    /// <summary>Writes, reads and removes all that there can be of one workload.</summary>
    public void Use(WorkloadKey key)
    {
        var spec = new WorkloadSpec { Key = key, Image = "x" };
        var labels = ImmutableSortedDictionary<string, string>.Empty;
        var lastValid = new LastValidRevisions(_options.DesiredDirectory, _rules, _state);
        lastValid.Save([new LastValidRevision(new Revision(spec, _rules.Write(spec, labels)), "/m", "/m/a.json")]);
        lastValid.Remove(key);
        var records = new RolloutRecords(_options.RecordsDirectory, _rules, _state, NullLogger<RolloutRecords>.Instance);
        records.Set(key, new RolloutRecord { CrashLevel = 1 });
        records.Remove(key);
        Applied.Save(key, "0123456789abcdef", "{\"spec\":{}}");
        Assert.True(Applied.Knows(key));
        Applied.Forget(key);
        Notes.Add(key);
        Notes.Remove(key);
        Assert.True(Paused.Add(key) && Paused.Remove(key));
        var id = Requests.Ask(key);
        Requests.Finish(key, new RestartOutcome(id, true, "Restarted."));
        Assert.NotNull(Requests.Outcome(key, id));
        Events.Add(
            new WorkloadEvent { FirstTime = DateTimeOffset.UnixEpoch, LastTime = DateTimeOffset.UnixEpoch, Type = EventType.Normal,
                Reason = "R", Message = "m", Workload = key.Name });
        Assert.Single(EventFiles.Read(_options.EventsDirectory, key));
        Events.Prune(Nobody);
        File.WriteAllText(StatusFiles.In(_options.StatusDirectory, _state).PathOf(key), "{}");
        Statuses.RemoveExcept(Nobody);
    }

    /// <summary>Reads all that lies there, and removes what nobody knows, as a controller does when it starts.</summary>
    public void ReadAll()
    {
        var lastValid = new LastValidRevisions(_options.DesiredDirectory, _rules, _state);
        lastValid.Load();
        var records = new RolloutRecords(_options.RecordsDirectory, _rules, _state, NullLogger<RolloutRecords>.Instance);
        records.Load(readOnly: false);
        foreach (var key in lastValid.Revisions.Keys.Concat(Paused.All()).Concat(Requests.All()).Distinct().ToList())
        {
            _ = StatusFiles.Read(_options.StatusDirectory, key, _state);
            _ = Applied.ChangesSince(key, "0123456789abcdef", "{\"spec\":{}}");
            _ = EventFiles.Read(_options.EventsDirectory, key);
            Requests.Finish(key, new RestartOutcome(Requests.Find(key) ?? "", true, "Restarted."));
            lastValid.Remove(key);
            records.Remove(key);
            Applied.Forget(key);
            Notes.Remove(key);
            Paused.Remove(key);
        }

        _ = StatusFiles.ReadAll(_options.StatusDirectory);
        _ = EventFiles.Read(_options.EventsDirectory, null);
        Statuses.RemoveExcept(Nobody);
        Events.Prune(Nobody);
    }
}
