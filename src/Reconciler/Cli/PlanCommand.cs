using Microsoft.Extensions.Logging.Abstractions;
using OciReconciler.Configuration;
using OciReconciler.DBus.Manager;
using OciReconciler.Desired;
using OciReconciler.Engine;
using OciReconciler.Executing;
using OciReconciler.Files;
using OciReconciler.Git;
using OciReconciler.Host;
using OciReconciler.Hosting;
using OciReconciler.Images;
using OciReconciler.Model.Hashing;
using OciReconciler.Model.Units;
using OciReconciler.Observing;
using OciReconciler.Passes;
using OciReconciler.Reporting;
using OciReconciler.Resilience;
using OciReconciler.Rollouts;
using OciReconciler.State;
using OciReconciler.Sync;
using OciReconciler.Terminal;
using OciReconciler.Units;

namespace OciReconciler.Cli;

/// <summary><c>plan</c>: what the controller would do with these manifests on this host, and why. Changes nothing.</summary>
internal static class PlanCommand
{
    public static async Task<int> RunAsync(PlanArguments arguments, CancellationToken cancellationToken)
    {
        var options = DefaultDirectory.AddTo(OperatorOptions.Load(arguments.Config), Directory.Exists);
        var facts = HostFacts.OfThisHost();
        var rules = Composition.Rules(options, facts);
        var state = new StateFiles(TerminalWriter.Error.WriteLine) { SetsAside = false };
        var versions = Composition.LoadLastValid(options, rules, state).Revisions;
        var sources = KnownSources.Report(options);
        var scope = arguments.Source is { } name
            ? PlanScope.OfSource(name, versions, sources)
            : PlanScope.OfPaths(arguments.Paths, versions, sources);
        var loaded = arguments.Source is { } source
            ? await LoadAsync(KnownSources.Configured(source, options), arguments.Revision, options, rules, scope, state, cancellationToken)
            : ManifestLoader.Load(arguments.Paths, Composition.Parsing(options, facts), scope.Elsewhere);
        loaded.PrintMessages();
        loaded.PrintElsewhere();
        if (loaded.HasErrors)
            return ExitCodes.Wrong;
        LoadedManifests.PrintMessages(scope.TakenOver(loaded));
        await using var systemd = await ConnectAsync(cancellationToken);
        var settings = SettingsFile.Read(options.SettingsFile, state) 
            ?? HostSettings.Read(systemd.Info.MajorVersion) with { SecretsDirectory = Path.GetFullPath(options.SecretsDirectory) };
        var records = Composition.LoadRecords(options, rules, state, NullLoggerFactory.Instance);
        var rollouts = new RolloutStates(records, TimeProvider.System);
        var desired = new DesiredView(new RollbackOverlay().Apply(scope.StateOf(loaded), records.Rollbacks), settings, HostUsers.Find);
        using var engines = EnginesOf(options, systemd, settings);
        var observation = await ObserverFor(options, systemd, engines, rollouts)
            .ObserveAsync(scope.KeysOf(loaded), desired, details: true, before: null, cancellationToken);
        var applied = new LastAppliedSpecs(options.AppliedDirectory, state);
        var plan = Planner.Plan(InputOf(scope, desired, observation, new PauseFiles(options.PausedDirectory), rollouts));
        var warnings = await WarningsAsync(loaded, new MissingHostObjects(engines), cancellationToken);
        var report = PlanReport.From(
            new DecisionDetails(applied).AddTo(plan, desired, observation), desired, observation, applied, records.Of).With(warnings);
        if (arguments.Json)
            TerminalWriter.Output.WriteJson(report.ToJson());
        else
            TerminalWriter.Output.WriteLines(report.ToLines());
        return report.HasChanges ? ExitCodes.SomethingToDo : ExitCodes.Fine;
    }

    // Beside the controller's worker, which goes on meanwhile: in a unit and a directory of this command's own.
    private static async Task<LoadedManifests> LoadAsync(
        GitSourceOptions source,
        string? revision,
        ReconcilerOptions options,
        ManifestFunctions rules,
        PlanScope scope,
        StateFiles state,
        CancellationToken cancellationToken)
    {
        // Without its rights the failures that come would tell of something else: of a password that does not exist, or of no workloads.
        if (LibC.EffectiveUser() != 0)
            throw new CommandFailure(
                ExitCodes.Environment,
                "plan --source must run as root: it starts a unit, and reads credentials and the controller's state.");
        await using var systemd = await ConnectAsync(cancellationToken);
        await using var client = new SystemdGitClient(
            source, GitSandboxPlace.OfPlan(source.Name, Environment.ProcessId), systemd, TimeProvider.System);
        var folders = new RevisionStore(Path.Combine(options.RevisionsDirectory, source.Name), state).FoldersInForce(source.Path);
        var loaded = await new RevisionLoader(source, rules, client).LoadAsync(revision, folders, cancellationToken);
        TerminalWriter.Error.WriteLine(loaded.Title);
        return loaded.Located(scope.Used(loaded.Manifests, DesiredStage.NamesBefore(source.Name, options)));
    }

    private static PlanInput InputOf(
        PlanScope scope, DesiredView desired, Observation observation, PauseFiles pauses, RolloutStates rollouts)
    {
        var paused = pauses.All();
        return new PlanInput
        {
            Desired = desired.Members.Where(member => observation.Workloads.ContainsKey(member.Key)).ToImmutableSortedDictionary(),
            Observed = observation.Workloads,
            Declared = desired.Declared,
            MayPrune = [.. scope.RemovableFrom(desired.Declared)],
            Paused = [.. paused],
            Assessments = observation.Workloads.Values
                .Where(workload => desired.Members.ContainsKey(workload.Key) && !paused.Contains(workload.Key))
                .ToImmutableDictionary(workload => workload.Key, workload => rollouts.AssessWithoutAdvancing(workload, desired)),
        };
    }

    private static async Task<SystemdManager> ConnectAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await LiveUnits.ConnectAsync(cancellationToken);
        }
        catch (BusException failure)
        {
            throw new CommandFailure(
                ExitCodes.Environment,
                Sentences.Join($"systemd cannot be reached over D-Bus: {failure.Message}", "A plan compares with a live host."));
        }
    }

    // The warnings are of what the manifests say, also where an earlier revision is in force.
    private static async Task<ILookup<string, string>> WarningsAsync(
        LoadedManifests loaded, MissingHostObjects needs, CancellationToken cancellationToken)
    {
        var warnings = new List<(string Name, string Message)>();
        foreach (var spec in loaded.Workloads.Select(workload => workload.Spec))
        {
            var missing = await needs.FindAsync(spec, cancellationToken);
            warnings.AddRange(missing.Select(need => (spec.Key.Name, Sentences.Ended($"{need.Reason}: {need.MessageOf(spec)}"))));
        }

        return warnings.ToLookup(warning => warning.Name, warning => warning.Message, StringComparer.Ordinal);
    }

    private static EngineRegistry EnginesOf(ReconcilerOptions options, ISystemdManager systemd, RenderSettings settings)
    {
        var retries = new RetryPipelines(TimeProvider.System, FailureClassifier.IsRetryable);
        var rootless = new RootlessPodman(systemd, () => settings, options.RuntimeDirectory, retries, TimeProvider.System)
        {
            StartsSockets = false,
        };
        return EngineRegistry.Create(
            options.PodmanSocket, options.DockerSocket, activatePodman: null, rootless, retries, TimeProvider.System);
    }

    private static Observer ObserverFor(ReconcilerOptions options, ISystemdManager systemd, EngineRegistry engines, RolloutStates rollouts)
    {
        var retries = new RetryPipelines(TimeProvider.System, FailureClassifier.IsRetryable);
        // Without the controller's key a change of a file cannot be told.
        var inputs = new InputsDigester(InputsKeyFile.Read(options.InputsKeyFile) ?? InputsKey.Create(), rollouts, remembers: false);
        var jobs = new JobOwnership(TimeProvider.System);
        var ends = new UnitEndReader(rollouts.HasEnded, new UnitOutput(TimeProvider.System).ReadAsync);
        return new Observer(
            new ComponentUnits(new UnitLister(systemd, retries), new RecentListings(TimeProvider.System)),
            new UnitObserver(systemd, jobs, retries),
            new UnitRunObserver(systemd, rollouts, ends, retries),
            new ContainerObserver(engines, new FileDigests(TimeProvider.System), inputs), RuntimeDirectories.OfThisHost,
            new RestartMarkers(options.RestartDirectory), TimeProvider.System);
    }
}
