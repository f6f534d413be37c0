using OciReconciler.Configuration;
using OciReconciler.Engine;
using OciReconciler.Executing;
using OciReconciler.Files;
using OciReconciler.Host;
using OciReconciler.Hosting;
using OciReconciler.Model.Manifests;
using OciReconciler.Model.Manifests.Json;
using OciReconciler.Observing;
using OciReconciler.Resilience;
using OciReconciler.Terminal;

namespace OciReconciler.Cli;

/// <summary>
/// <c>validate</c>: every error of every file; and, where a controller runs, what this host lacks. Elsewhere it says nothing of the host:
/// manifests are checked on other machines as well.
/// </summary>
internal static class ValidateCommand
{
    public static Task<int> RunAsync(
        IReadOnlyList<string> paths, string? config, HostArguments hosts, CancellationToken cancellationToken)
    {
        var options = OptionsLoader.Load(config);
        return hosts is { Host: null, AllHosts: false }
            ? CheckAsync(paths, options, ContextOf(options, config), cancellationToken)
            : Task.FromResult(CheckTrees(new TreeLoader(paths, options), hosts));
    }

    // Without the settings of a host, manifests for every host are checked.
    private static ParseContext ContextOf(ReconcilerOptions options, string? config) =>
        config is null ? new ParseContext(options.Backend) : Composition.Parsing(options, HostFacts.OfThisHost());

    private static int CheckTrees(TreeLoader trees, HostArguments arguments)
    {
        var left = new UncheckedDocuments();
        var checks = HostsOf(trees, arguments).Select(host => CheckHost(trees.Load(host, arguments.Labels), host, left)).ToList();
        LoadedManifests.PrintMessages(TreeLoader.Together([.. checks.Select(check => (check.Host, check.Messages))]));
        if (arguments.AllHosts)
            LoadedManifests.PrintMessages(left.Warnings());
        if (checks.Exists(check => check.Messages.Any(message => !message.IsWarning)))
            return ExitCodes.Wrong;
        TerminalWriter.Output.WriteLines(checks.Select(check => check.Host.Length > 0 ? $"{check.Host}: {check.Summary}" : check.Summary));
        return ExitCodes.Fine;
    }

    private static ImmutableArray<string> HostsOf(TreeLoader trees, HostArguments arguments)
    {
        if (arguments.Host is { } one)
            return [one];
        if (!trees.Hosts.IsEmpty)
            return [.. trees.Hosts];
        TerminalWriter.Error.WriteLine(
            "There is no file in hosts/: this is checked once, for a host without a name, and with the labels that --label gives.");
        return [""];
    }

    // The workloads of a thousand hosts are not kept.
    private static (string Host, ImmutableArray<ManifestError> Messages, string Summary) CheckHost(
        LoadedManifests loaded, string host, UncheckedDocuments left)
    {
        left.Add(loaded.Unselected);
        return (host, loaded.Messages, Summary(loaded));
    }

    private static async Task<int> CheckAsync(
        IReadOnlyList<string> paths, ReconcilerOptions options, ParseContext context, CancellationToken cancellationToken)
    {
        var loaded = ManifestLoader.Load(paths, context);
        loaded.PrintMessages();
        TerminalWriter.Error.WriteLines(Exposed(paths, loaded.Files.Select(file => file.File)).Select(warning => warning.ToString()));
        if (ControllerLock.IsTaken(options.LockFile))
            TerminalWriter.Error.WriteLines((await MissingAsync(loaded, options, cancellationToken)).Select(warning => warning.ToString()));
        if (loaded.HasErrors)
            return ExitCodes.Wrong;
        TerminalWriter.Output.WriteLine(Summary(loaded));
        return ExitCodes.Fine;
    }

    private static string Summary(LoadedManifests loaded)
    {
        var elsewhere = loaded.Elsewhere.IsEmpty ? "" : $", and {Count(loaded.Elsewhere.Count, "workload")} for other hosts";
        return $"{Count(loaded.Files.Length, "file")}, {Count(loaded.Workloads.Count(), "workload")}{elsewhere}: valid";
    }

    // podman of other users is not asked: only the controller keeps their sockets.
    private static async Task<IReadOnlyList<ManifestError>> MissingAsync(
        LoadedManifests loaded, ReconcilerOptions options, CancellationToken cancellationToken)
    {
        using var engines = EngineRegistry.Create(
            options.PodmanSocket, options.DockerSocket, activatePodman: null, users: null,
            new RetryPipelines(TimeProvider.System, FailureClassifier.IsRetryable),
            TimeProvider.System);
        var needs = new MissingHostObjects(engines);
        var warnings = new List<ManifestError>();
        foreach (var workload in loaded.Workloads)
        {
            var missing = await needs.FindAsync(workload.Spec, cancellationToken);
            warnings.AddRange(missing.Select(need => new ManifestError(
                workload.File, workload.Line, workload.Path, need.MessageOf(workload.Spec), IsWarning: true)));
        }

        return warnings;
    }

    /// <summary>Who besides root could change the manifests and where they lie, once each.</summary>
    private static IEnumerable<ManifestError> Exposed(IEnumerable<string> paths, IEnumerable<string> files)
    {
        var directories = paths.Where(path => path is not ("" or InputFile.StandardInput)).Select(path => Path.GetFullPath(path))
            .Select(path => Directory.Exists(path) ? path : Path.GetDirectoryName(path)!);
        return directories.Select(directory => (Path: directory, Warning: Exposure.OfDirectory(directory)))
            .Concat(files.Where(file => file.Length > 0).Select(file => (Path: file, Warning: Exposure.OfFile(Path.GetFullPath(file)))))
            .Where(exposed => exposed.Warning is not null)
            .DistinctBy(exposed => exposed.Warning, StringComparer.Ordinal)
            .Select(exposed => new ManifestError(exposed.Path, 1, "$", exposed.Warning!, IsWarning: true));
    }

    private static string Count(int number, string noun) => $"{number} {noun}{(number == 1 ? "" : "s")}";
}
