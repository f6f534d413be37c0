using OciReconciler.Configuration;
using OciReconciler.Engine;
using OciReconciler.Executing;
using OciReconciler.Model.Hashing;
using OciReconciler.Observing;
using OciReconciler.Resilience;
using OciReconciler.Rollouts;
using OciReconciler.State;
using OciReconciler.Telemetry;
using OciReconciler.Units;

namespace OciReconciler.Hosting;

/// <summary>Fourth stage: systemd and the engines, and how they are observed.</summary>
internal sealed class HostStage
{
    public HostStage(CompositionContext context, StateStage state, DesiredStage desired)
    {
        var (options, environment, time) = (context.Options, context.Environment, context.Time);
        var systemd = environment.Systemd;
        Retries = new RetryPipelines(time, FailureClassifier.IsRetryable, environment.Jitter);
        Rootless = new RootlessPodman(systemd, () => desired.Settings.Current, options.RuntimeDirectory, Retries, time);
        Engines = environment.Engines(Rootless, Retries);
        UnitEvents = new UnitEventDispatcher(systemd);
        Units = new UnitLister(systemd, Retries);
        Lister = new HostLister(Units, Engines, time);
        Listings = new RecentListings(time);
        var ownership = new JobOwnership(time);
        Jobs = new UnitJobs(systemd, ownership, UnitEvents, time);
        Inputs = new InputsDigester(LoadInputsKey(options, context.Log<InputsDigester>()), state.Rollouts);
        var ends = new UnitEndReader(state.Rollouts.HasEnded, environment.UnitOutput);
        Observer = new Observer(
            new ComponentUnits(Units, Listings), new UnitObserver(systemd, ownership, Retries),
            new UnitRunObserver(systemd, state.Rollouts, ends, Retries),
            new ContainerObserver(Engines, environment.Digests, Inputs), environment.Directories, state.Markers, time);
    }

    public RetryPipelines Retries { get; }

    public RootlessPodman Rootless { get; }

    public EngineRegistry Engines { get; }

    public UnitEventDispatcher UnitEvents { get; }

    public UnitLister Units { get; }

    public HostLister Lister { get; }

    public RecentListings Listings { get; }

    public UnitJobs Jobs { get; }

    public InputsDigester Inputs { get; }

    public Observer Observer { get; }

    private static InputsKey LoadInputsKey(ReconcilerOptions options, ILogger log) =>
        InputsKeyFile.ReadOrMake(options.InputsKeyFile, problem => log.KeyFailed(options.InputsKeyFile, problem));
}
