using OciReconciler.Configuration;
using OciReconciler.Git;
using OciReconciler.Hooks;
using OciReconciler.Model.Git;
using OciReconciler.Model.Status;
using OciReconciler.Schedules;
using OciReconciler.Sync;
using OciReconciler.Telemetry;
using OciReconciler.UnitTests.Events;
using OciReconciler.UnitTests.Simulation.Controllers;
using OciReconciler.UnitTests.Simulation.Threads;
using OciReconciler.UnitTests.Sources;

namespace OciReconciler.UnitTests.Sync;

/// <summary>A git source over a simulated repository, on a disk of its own and in virtual time.</summary>
internal sealed class SyncHarness : IDisposable
{
    public const string Name = "fleet";

    private readonly RecorderFixture _events = new();
    private readonly Instruments _instruments = new();
    private VirtualThread? _thread;
    private Task? _running;

    public SyncHarness() => Find = key => new WantedWorkload(Name, true, 1, Ready(key));

    public TemporaryDirectory Disk { get; } = new();

    public VirtualScheduler Pump { get; } = new();

    public SimulatedRepository Repository { get; } = new();

    public GitSourceOptions Options { get; set; } = new() { Name = Name, Url = "https://git.example/fleet.git", Ref = "main" };

    public Func<WorkloadKey, WantedWorkload?> Find { get; set; }

    /// <summary>Whether something is still to be removed.</summary>
    public bool IsRemoving { get; set; }

    /// <summary>Whose signature each commit bears; null: none.</summary>
    public string? Signer { get; set; }

    public ManifestFunctions Rules { get; set; } = TinyManifests.Rules;

    /// <summary>From the next start on a file is wrong, since the settings are others or the controller is.</summary>
    public void BreakByNow(string path)
    {
        var render = Rules.Render;
        Rules = Rules with
        {
            Render = (source, files) => render(
                source, [.. files.Select(file => file.Path == path ? file with { Content = "!"u8.ToArray() } : file)]),
        };
    }

    /// <summary>How long a fetch takes.</summary>
    public TimeSpan Slowness { get; set; }

    public List<SourceSnapshot> Snapshots { get; } = [];

    /// <summary>What a hook would have been told, could it be told at once.</summary>
    public List<SyncNotice> Notices { get; } = [];

    public GitSourceReport Report { get; private set; } = null!;

    public GitSource Source { get; private set; } = null!;

    public FreezeFiles Frozen => new(Disk["frozen"]);

    public SyncRequests Requests => new(Disk["sync"]);

    public string StateFile => Disk[$"sources/{Name}/state.json"];

    public string Revisions => Disk[$"sources/{Name}/revisions"];

    public DateTimeOffset Now => Pump.Clock.Now;

    /// <summary>What the last snapshot declares, as "NAME IMAGE" by name.</summary>
    public string Declared => string.Join(", ", Snapshots[^1].Files.Where(file => file.IsValid)
        .SelectMany(file => file.Manifest.Workloads).Select(workload => $"{workload.Key} {workload.Spec.Image}").Order());

    /// <summary>Reasons of the events so far, in order.</summary>
    public string Events => string.Join(' ', _events.Read(null).Select(happened => happened.Reason));

    public IReadOnlyList<Model.Events.WorkloadEvent> AllEvents => _events.Read(null);

    public StateFiles State { get; } = new(_ => { });

    /// <summary>A controller starts.</summary>
    public void Start()
    {
        _thread = new VirtualThread(Pump);
        var thread = _thread;
        Source = new GitSource(Options, new GitSourceServices
        {
            Client = new Client(this, Repository),
            Rules = Rules,
            Store = new RevisionStore(Disk[$"sources/{Options.Name}"], State),
            Frozen = Frozen,
            Requests = Requests,
            Find = key => Find(key),
            IsRemoving = _ => IsRemoving,
            Windows = ApplyWindows.Of(Options),
            Teller = new SourceTeller(
                Options.Name, _events.Recorder, new ToldFile(Disk["sources"], Options.Name, State), Notify, thread.Time),
            Report = report => Report = report,
            Watch = (directory, wake, counts) => new DirectoryWatch(directory, wake, counts, (_, _, _) => null),
            Instruments = _instruments,
            Jitter = () => 0.5,
            Time = thread.Time,
        });
        thread.Run(() => _running = Source.RunAsync(
            (snapshot, _) =>
            {
                Snapshots.Add(snapshot);
                return ValueTask.CompletedTask;
            },
            CancellationToken.None));
        Pass(TimeSpan.Zero);
    }

    /// <summary>It is killed, and another one starts.</summary>
    public void Restart()
    {
        _thread?.Kill();
        Start();
    }

    /// <summary>Lets time pass.</summary>
    public void Pass(TimeSpan duration)
    {
        Pump.Pass(duration);
        Assert.False(_running is { IsCompleted: true }, _running?.Exception?.ToString());
    }

    /// <summary>Lets so much time pass that it was fetched.</summary>
    public void Poll() => Pass(TimeSpan.FromSeconds(70));

    /// <summary>Pushes, and lets it be fetched.</summary>
    public CommitId Push(params (string Path, string Text)[] files)
    {
        var id = Repository.Push(files);
        Poll();
        return id;
    }

    /// <summary>Asks for a sync, and gives the outcome.</summary>
    public SyncOutcome? Sync(bool now = false, bool allowRewind = false)
    {
        var request = Requests.Ask(Name, now, allowRewind);
        Pass(TimeSpan.FromSeconds(20));
        return Requests.Outcome(Name, request.Id);
    }

    /// <summary>A workload that is as declared and ready.</summary>
    public static WorkloadStatus Ready(WorkloadKey key) => new()
    {
        Name = key.Name,
        Backend = "podman",
        Unit = $"podman-{key}.service",
        File = "",
        Image = "",
        AutoStart = true,
        InSync = true,
        Phase = Phases.Running,
        Generation = 1,
        Conditions =
        [
            Condition.True(ConditionTypes.Ready, Reasons.Running, ""), Condition.False(ConditionTypes.Progressing, Reasons.Idle, ""),
        ],
    };

    /// <summary>A workload that did not become ready.</summary>
    public static WorkloadStatus Late(WorkloadKey key) => Ready(key) with
    {
        InSync = false,
        Failure = new FailureReason(Reasons.ProgressDeadlineExceeded, "It was not ready within 300 s."),
        Conditions = [],
    };

    /// <summary>A workload whose change cannot be prepared.</summary>
    public static WorkloadStatus Unprepared(WorkloadKey key) => Ready(key) with
    {
        InSync = false,
        Obstacle = new FailureReason(Reasons.ImagePullFailed, "There is no such image."),
    };

    public void Dispose()
    {
        _thread?.Kill();
        _instruments.Dispose();
        _events.Dispose();
        Disk.Dispose();
    }

    private void Notify(SyncNews news)
    {
        var file = new ToldFile(Disk["sources"], Options.Name, State);
        foreach (var notice in news.Notices.Where(notice => file.Read().Of(notice.Subject)?.IsOf(notice) != true))
        {
            Notices.Add(notice);
            file.Write(file.Read().With(notice, Now));
        }
    }

    private sealed class Client(SyncHarness harness, SimulatedRepository repository) : IGitClient
    {
        public Task<FetchedRevision> FetchAsync(FetchRequest request, CancellationToken cancellationToken)
        {
            var answer = new TaskCompletionSource<FetchedRevision>();
            var outcome = Outcome.Of(() => repository.Fetch(request) with { VerifiedBy = harness.Signer });
            if (harness.Slowness > TimeSpan.Zero)
                harness.Pump.Clock.After(harness.Slowness, () => outcome.Report(answer));
            else
                outcome.Report(answer);
            return answer.Task;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
