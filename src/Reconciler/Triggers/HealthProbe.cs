using OciReconciler.Desired;
using OciReconciler.Engine;
using OciReconciler.Model.Units;
using OciReconciler.Threading;

namespace OciReconciler.Triggers;

/// <summary>
/// Asks podman for the health and state of containers whose manifests have a check, as often as the check runs, and asks for a pass when
/// they are others: podman's events are not followed, and docker's come by themselves. Sleeps until the next is due, and without any such
/// container until the desired state is another.
/// </summary>
internal sealed class HealthProbe(DesiredViews views, EngineRegistry engines, TimeProvider time)
{
    // What is due within it is asked for together.
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private readonly Dictionary<WorkloadKey, (long AskedAt, string Id, HealthState Health, string State)> _known = [];
    private (DesiredView Of, IReadOnlyList<WorkloadSpec> Specs)? _checked;

    /// <summary>Runs until cancelled.</summary>
    /// <param name="add">Gets the key of a workload whose health is another.</param>
    public async Task RunAsync(Action<WorkloadKey> add, CancellationToken cancellationToken)
    {
        var changes = new Debouncer(new ScanOptions { Quiet = Tick, QuietLimit = Tick }, time);
        views.Changed += (_, _) => changes.Post(ChangeHint.Unsettled, name: null);
        while (true)
        {
            changes.Take();
            foreach (var spec in Checked().Where(spec => Left(spec) < Tick))
            {
                if (await IsAnotherAsync(spec, cancellationToken))
                    add(spec.Key);
            }

            await changes.WaitAsync(UntilNext(), cancellationToken);
        }
    }

    private TimeSpan UntilNext() => Checked() is { Count: > 0 } specs
        ? TimeSpan.FromTicks(Math.Max(specs.Min(Left).Ticks, Tick.Ticks))
        : Timeout.InfiniteTimeSpan;

    private IReadOnlyList<WorkloadSpec> Checked()
    {
        var view = views.Current;
        if (_checked is { } known && ReferenceEquals(known.Of, view))
            return known.Specs;
        List<WorkloadSpec> specs =
        [
            .. view.State.Workloads.Values.Select(workload => workload.Spec).Where(spec =>
                spec is { Backend: Backend.Podman, HealthCheck: not null } && NotWatched.OptionOf(spec) is null),
        ];
        foreach (var gone in _known.Keys.Except(specs.Select(spec => spec.Key)).ToList())
            _known.Remove(gone);
        _checked = (view, specs);
        return specs;
    }

    private TimeSpan Left(WorkloadSpec spec) =>
        _known.TryGetValue(spec.Key, out var known) ? spec.HealthCheck!.Interval - time.GetElapsedTime(known.AskedAt) : TimeSpan.Zero;

    private async Task<bool> IsAnotherAsync(WorkloadSpec spec, CancellationToken cancellationToken)
    {
        try
        {
            var container = await engines.Of(spec).InspectContainerAsync(spec.Key.Name, cancellationToken);
            var (id, health, state) = (container?.Id ?? "", container?.Health ?? HealthState.None, container?.State ?? "");
            // A pass may have observed this container before its first check.
            var isAnother = _known.TryGetValue(spec.Key, out var known)
                ? (known.Id, known.Health, known.State) != (id, health, state)
                : container is not null;
            _known[spec.Key] = (time.GetTimestamp(), id, health, state);
            return isAnother;
        }
        catch (Exception failure) when (failure is EngineException or EngineUnavailableException)
        {
            // Passes report what is wrong with the engine.
            _known[spec.Key] = (time.GetTimestamp(), "", HealthState.None, "");
            return false;
        }
    }
}
