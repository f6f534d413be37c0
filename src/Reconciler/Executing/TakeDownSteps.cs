using OciReconciler.Desired;
using OciReconciler.Engine;
using OciReconciler.Files;
using OciReconciler.Reporting.Events;
using OciReconciler.State;
using OciReconciler.Units;

namespace OciReconciler.Executing;

/// <summary>The steps that stop and remove what is on the host.</summary>
internal sealed class TakeDownSteps(UnitReleaser releaser, EngineRegistry engines, RestartMarkers markers, EventRecorder events)
{
    public Task MarkForRestartAsync(PlanStep.MarkForRestart mark)
    {
        markers.Add(mark.Key);
        Failpoint.Hit(Failpoint.RestartMarked);
        return Task.CompletedTask;
    }

    public async Task StopAsync(PlanStep.Stop stop, CancellationToken cancellationToken)
    {
        await releaser.StopAsync(stop.Unit, stop.ReplacedJob, cancellationToken);
        Failpoint.Hit(Failpoint.Stopped);
        events.Normal(stop.Key, Reasons.Stopped, $"Stopped {stop.Unit}.", stop.Unit);
    }

    public async Task ReleaseAsync(PlanStep.Release release, DesiredView desired, CancellationToken cancellationToken)
    {
        await releaser.ReleaseAsync(release, cancellationToken);
        Failpoint.Hit(Failpoint.Released);
        if (!desired.Members.ContainsKey(release.Key))
            events.Normal(release.Key, Reasons.Removed, $"Removed {release.Unit}.", release.Unit);
    }

    public async Task RemoveContainerAsync(PlanStep.RemoveContainer remove, CancellationToken cancellationToken)
    {
        foreach (var engine in engines.All)
            await RemoveContainerAsync(remove, engine, cancellationToken);
        Failpoint.Hit(Failpoint.ContainerRemoved);
        events.Normal(remove.Key, Reasons.Removed, $"Removed container {ShortId.Of(remove.ContainerId)}.");
    }

    private static async Task RemoveContainerAsync(
        PlanStep.RemoveContainer remove, IContainerEngine engine, CancellationToken cancellationToken)
    {
        try
        {
            if (await engine.InspectContainerAsync(remove.Key.Name, cancellationToken) is { } container
                && container.Id == remove.ContainerId && container.Owner == remove.Key.Name)
            {
                await engine.RemoveContainerAsync(container.Id, cancellationToken);
            }
        }
        catch (EngineUnavailableException)
        {
            // The container was observed at another engine.
        }
    }
}
