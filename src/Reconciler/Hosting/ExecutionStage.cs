using OciReconciler.Desired;
using OciReconciler.Executing;
using OciReconciler.Host;
using OciReconciler.Images;
using OciReconciler.Passes;
using OciReconciler.Preparing;
using OciReconciler.Queueing;
using OciReconciler.Secrets;
using OciReconciler.Units;

namespace OciReconciler.Hosting;

/// <summary>Sixth stage: how a change is prepared and carried out, and how it is watched afterwards.</summary>
internal sealed class ExecutionStage
{
    private readonly ReportingStage _reporting;

    public ExecutionStage(
        CompositionContext context, StateStage state, DesiredStage desired, ReportingStage reporting, HostStage host, Heartbeat heartbeat)
    {
        _reporting = reporting;
        var (options, environment, time) = (context.Options, context.Environment, context.Time);
        var stable = new StableImages(state.Rollouts, new ImagePinner(host.Engines));
        Streams = new ImageStreamRunner(
            environment.Systemd, () => desired.Settings.Current, TimeSpan.FromSeconds(options.ImageStreamSeconds), time);
        var images = new ImagePreparer(host.Engines, environment.Digests, Streams, host.Retries, time);
        var checks = new PreflightChecks(
            environment.UnitFiles, new RootlessChecks(environment.FindUser, "/etc", HostSettings.Find));
        var reporter = new PreparationReporter(
            reporting.Events, environment.Progress, heartbeat.Progress, context.Instruments, time);
        Secrets = new SecretStore(
            Path.GetFullPath(options.SecretsDirectory), environment.Decryptor, environment.FindUser, environment.ChangeOwner);
        Preparer = new WorkloadPreparer(images, stable, Secrets, environment.Digests, host.Inputs, checks, reporter);
        Tracker = new RolloutTracker(
            state.Rollouts, stable, new SecretSweep(Secrets, state.Rollouts, state.Rules), environment.ContainerOutput, reporting.Events,
            context.Instruments);
        Executor = new PlanExecutor(
            StepsOf(context, state, host), host.Jobs, state.Paused, heartbeat.Progress, context.Instruments, context.Log<PlanExecutor>());
    }

    public ImageStreamRunner Streams { get; }

    public SecretStore Secrets { get; }

    public WorkloadPreparer Preparer { get; }

    public RolloutTracker Tracker { get; }

    public PlanExecutor Executor { get; }

    private StepRunner StepsOf(CompositionContext context, StateStage state, HostStage host)
    {
        var (systemd, unitFiles, time) = (context.Environment.Systemd, context.Environment.UnitFiles, context.Time);
        var events = _reporting.Events;
        var starter = new UnitStarter(systemd, host.Jobs, time, TimeSpan.FromSeconds(context.Options.StartWaitSeconds));
        var releaser = new UnitReleaser(systemd, host.Jobs, host.UnitEvents, unitFiles, time, events);
        return new StepRunner(
            new TakeDownSteps(releaser, host.Engines, state.Markers, events),
            new DefinitionSteps(
                systemd, new UnitDefiner(systemd, host.Jobs, host.Units), releaser, unitFiles, starter, state.Applied, events),
            new StartSteps(starter, state.Markers, events, context.Instruments), state.Markers, state.Applied, ForgetAsync);
    }

    private async Task ForgetAsync(WorkloadKey key, DesiredView desired, CancellationToken cancellationToken)
    {
        await Tracker.ForgetAsync(key, desired, cancellationToken);
        _reporting.Status.Forget(key);
    }
}
