using OciReconciler.Files;
using OciReconciler.Reporting.Events;
using OciReconciler.State;
using OciReconciler.Telemetry;
using OciReconciler.Units;

namespace OciReconciler.Executing;

/// <summary>The steps that start what is defined. A start that outlasts the patience goes on in systemd.</summary>
internal sealed class StartSteps(UnitStarter starter, RestartMarkers markers, EventRecorder events, Instruments instruments)
{
    /// <param name="isNew">It was defined a moment ago.</param>
    public async Task StartAsync(PlanStep.Start start, bool isNew, CancellationToken cancellationToken)
    {
        Failpoint.Hit(Failpoint.Starting);
        var hasStarted = await starter.StartAsync(start.Unit, isNew, cancellationToken);
        Failpoint.Hit(Failpoint.Started);
        markers.Remove(start.Key);
        if (hasStarted)
            events.Normal(start.Key, Reasons.Started, $"Started {start.Unit}.");
        else
            events.Normal(start.Key, Reasons.Starting, $"systemd starts {start.Unit}, which takes a while.");
    }

    public async Task RestartAsync(PlanStep.Restart restart, CancellationToken cancellationToken)
    {
        var hasRestarted = await starter.RestartAsync(restart.Unit, restart.ReplacedJob, cancellationToken);
        Failpoint.Hit(Failpoint.Restarted);
        instruments.RestartedByController();
        markers.Remove(restart.Key);
        if (hasRestarted)
            events.Normal(restart.Key, Reasons.Restarted, $"Restarted {restart.Unit}.");
        else
            events.Normal(restart.Key, Reasons.Starting, $"systemd restarts {restart.Unit}, which takes a while.");
    }
}
