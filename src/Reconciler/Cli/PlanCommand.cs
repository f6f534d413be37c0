using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using OciReconciler.Configuration;
using OciReconciler.Control;
using OciReconciler.DBus.Manager;
using OciReconciler.Desired;
using OciReconciler.Executing;
using OciReconciler.Images;
using OciReconciler.Engine;
using OciReconciler.Model.Planning;
using OciReconciler.Model.Units;
using OciReconciler.Model.Workloads;
using OciReconciler.Observing;
using OciReconciler.Operating;
using OciReconciler.Records;
using OciReconciler.Reporting;
using OciReconciler.Sources;

namespace OciReconciler.Cli;

/// <summary><c>plan</c>: what the controller would do with these manifests on this host, and why. Changes nothing.</summary>
internal static class PlanCommand
{
    public static async Task<int> RunAsync(IReadOnlyList<string> paths, string? config, bool asJson, CancellationToken cancellationToken)
    {
        var options = OptionsLoader.Load(config);
        var loaded = ManifestLoader.Load(paths, options.Backend);
        loaded.PrintMessages();
        if (loaded.HasErrors)
            return ExitCodes.Wrong;
        var lastGood = Composition.LoadLastGood(options, Composition.Rules(options), readOnly: true);
        await using var systemd = await ConnectAsync(cancellationToken);
        var settings = SettingsFile.Read(options.SettingsFile) ?? HostSettings.Read(systemd.Info.MajorVersion);
        var records = Composition.LoadRecords(options, Composition.Rules(options), readOnly: true, NullLoggerFactory.Instance);
        var desired = new DesiredView(RolledBack.Apply(StateOf(loaded), records.Rollbacks), settings, HostUsers.Find);
        var removable = Removable(paths, desired, lastGood.Versions);
        var observation = await ObserverFor(options, systemd, settings, records).ObserveAsync([.. desired.Members.Keys, .. removable], desired, details: true, cancellationToken);
        var plan = Planner.Plan(new PlanInput
        {
            Desired = desired.Members,
            Observed = observation.Workloads,
            Declared = [.. desired.Declared, .. lastGood.Versions.Keys.Except(removable)],
            MayPrune = [.. removable],
            Paused = [.. new PauseFiles(options.PausedDirectory).All()],
        });
        var report = PlanReport.From(plan, desired, observation, new AppliedSpecs(options.AppliedDirectory));
        Console.Out.WriteLine(asJson ? report.ToJson() : report.ToText());
        return report.HasChanges ? ExitCodes.SomethingToDo : ExitCodes.Fine;
    }

    private static async Task<SystemdManager> ConnectAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await LiveUnits.ConnectAsync(cancellationToken);
        }
        catch (BusException failure)
        {
            throw new CommandFailure(ExitCodes.Environment, $"systemd cannot be reached over D-Bus: {failure.Message}. A plan compares with a live host.");
        }
    }

    private static DesiredState StateOf(LoadedManifests loaded) => new()
    {
        Workloads = loaded.Workloads.ToImmutableSortedDictionary(
            workload => workload.Key,
            workload => new DesiredWorkload(
                workload.Spec, workload.MetadataLabels, Composition.Document(workload.Spec, workload.MetadataLabels),
                "", workload.File, [], 0)),
        AllSourcesHeard = true,
        AllSourcesSynced = true,
    };

    // A directory is taken as the whole of itself: what came from it and is not there any more would be removed. A file says nothing of others.
    private static List<WorkloadKey> Removable(
        IReadOnlyList<string> paths, DesiredView desired, ImmutableDictionary<WorkloadKey, LastGood> versions)
    {
        var directories = paths.Where(Directory.Exists).Select(ManifestDirectorySource.Normalize).ToHashSet(StringComparer.Ordinal);
        return [.. versions.Values
            .Where(version => directories.Contains(version.Source) && !desired.Members.ContainsKey(version.Key))
            .Select(version => version.Key)];
    }

    private static Observer ObserverFor(ReconcilerOptions options, ISystemdManager systemd, RenderSettings settings, RecordStore records)
    {
        var retries = new RetryPipelines(TimeProvider.System);
        var rootless = new RootlessPodman(systemd, () => settings, options.RuntimeDirectory, retries, TimeProvider.System) { StartsSockets = false };
        var engines = EngineRegistry.Create(options.PodmanSocket, options.DockerSocket, activatePodman: null, rootless, retries, TimeProvider.System);
        return new Observer(
            systemd, new UnitLister(systemd, retries), new ContainerObserver(engines, new InputDigests(TimeProvider.System)),
            new RunningNotes(options.RestartDirectory), new Lifecycles(records, TimeProvider.System), retries);
    }
}
