using OciReconciler.Hosting;
using OciReconciler.Telemetry;
using OciReconciler.UnitTests.Simulation.Model;

namespace OciReconciler.UnitTests.Simulation.Controllers;

/// <summary>The reconciler without the controller around it, on the simulated host: passes are run one at a time.</summary>
internal sealed class SinglePasses : IDisposable
{
    private readonly Instruments _instruments = new();
    private readonly ProcessOnHost _process;
    private readonly StateStage _state;
    private readonly DesiredStage _desired;
    private readonly QueueStage _queue;
    private readonly HostStage _host;
    private readonly ControlStage _control;

    public SinglePasses(int seed = 7)
    {
        Host = new SimulatedHost(seed, isTraced: false);
        _process = new ProcessOnHost(Host);
        Directory.CreateDirectory(_process.Options.StatusDirectory);
        var context = new CompositionContext(_process.Options, _process.Environment, _instruments, NullLoggerFactory.Instance);
        _state = new StateStage(context);
        _desired = new DesiredStage(context, _state);
        var reporting = new ReportingStage(context, _state, _desired);
        _host = new HostStage(context, _state, _desired);
        _queue = new QueueStage(context);
        var execution = new ExecutionStage(context, _state, _desired, reporting, _host, _queue.Heartbeat);
        _control = new ControlStage(context, _state, _desired, reporting, _host, _queue, execution);
        _process.Thread.Run(() => _ = _host.UnitEvents.RunAsync(_ => { }, CancellationToken.None));
    }

    public SimulatedHost Host { get; }

    /// <summary>Calls to the host that changed something, without their times.</summary>
    public IEnumerable<string> Acts => Host.Calls.Acts.Select(line => line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]);

    /// <summary>Drops manifests into the directory in place of those that were there.</summary>
    public void Declare(params ExpectedWorkload[] workloads)
    {
        foreach (var wanted in workloads)
            Host.Links.Declare(wanted);
        Host.Guard.Touch(workloads.Select(wanted => wanted.Name));
        var files = workloads.Select(wanted => FileOf($"/m/{wanted.Name}.json", wanted.ToJson()));
        _desired.Store.Update(new SourceSnapshot(SimulatedHost.ManifestDirectory, SourceState.Ready, [.. files]));
    }

    /// <summary>Runs a pass over these, and lets up to two minutes pass for it.</summary>
    public ReconcileResult Run(params string[] names)
    {
        Task<ReconcileResult>? pass = null;
        ImmutableSortedSet<WorkloadKey> members = [.. names.Select(name => new WorkloadKey(name))];
        _process.Environment.Settled.Forget(members);
        _process.Thread.Run(() => pass = _control.Reconciler.RunAsync(members, new AsyncAutoResetEvent(), CancellationToken.None));
        Host.Pump.Pass(TimeSpan.FromMinutes(2));
        Assert.True(pass!.IsCompleted);
        var result = pass.GetAwaiter().GetResult();
        if (result is ReconcileResult.Settled { Unchanging: var unchanging })
            unchanging.ToList().ForEach(_process.Environment.Settled.Add);
        return result;
    }

    /// <summary>The names of those that a resync would ask for a pass over, of all that are desired or ours on the host.</summary>
    public IReadOnlyList<string> Sweep()
    {
        Task<IReadOnlyList<WorkloadKey>>? sweep = null;
        _process.Thread.Run(() => sweep = SweepAsync());
        Host.Pump.Pass(TimeSpan.FromMinutes(2));
        return [.. sweep!.GetAwaiter().GetResult().Select(key => key.Name).Order(StringComparer.Ordinal)];
    }

    public void Dispose()
    {
        _process.Kill();
        _queue.Queue.Dispose();
        _instruments.Dispose();
        Host.Dispose();
    }

    private async Task<IReadOnlyList<WorkloadKey>> SweepAsync()
    {
        var units = await _host.Lister.ListUnitsAsync(CancellationToken.None);
        var all = units.Units.Owned.Union(_desired.Views.Current.Members.Keys).ToHashSet();
        var (same, others) = _control.Sweep.Compare(all, units.Units);
        return [.. others, .. await _control.Sweep.FindChangedAsync(same, units, CancellationToken.None)];
    }

    private SourceFile FileOf(string path, string text) =>
        new(path, _state.Rules.Parse(path, Encoding.UTF8.GetBytes(text)), text, Readable: true, ReadError: null);
}
