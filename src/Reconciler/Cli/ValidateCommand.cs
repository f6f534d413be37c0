using OciReconciler.Configuration;
using OciReconciler.Engine;
using OciReconciler.Executing;
using OciReconciler.Files;
using OciReconciler.Host;
using OciReconciler.Hosting;
using OciReconciler.Model.Manifests;
using OciReconciler.Model.Manifests.Json;
using OciReconciler.Model.Manifests.Trees;
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
    private static readonly string[] RepositoryEntries = [TreePaths.Hosts, TreePaths.Overlays, ".git"];

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
        var checks = HostsOf(trees, arguments)
            .Select(host => CheckHost(trees.Load(host, arguments.Labels), host, arguments.AllHosts ? left : null)).ToList();
        LoadedManifests.PrintMessages(TreeLoader.Together([.. checks.Select(check => (check.Host, check.Messages))]));
        LoadedManifests.PrintMessages(left.Warnings());
        if (checks.Exists(check => check.Messages.Any(message => !message.IsWarning)))
            return ExitCodes.Wrong;
        if (checks.TrueForAll(check => check.Files == 0))
        {
            TerminalWriter.Error.WriteLine(
                $"There is no manifest: {TreePaths.Hosts} and {TreePaths.Overlays} apart, no file has a name that ends in .json.");
            return ExitCodes.Wrong;
        }

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

    // The workloads of a thousand hosts are not kept. Without "left" the host is the only one.
    private static (string Host, ImmutableArray<ManifestError> Messages, int Files, string Summary) CheckHost(
        LoadedManifests loaded, string host, UncheckedDocuments? left)
    {
        left?.Add(loaded.Unselected);
        var undecided = left is null ? UncheckedDocuments.Undecided(host, loaded.Unselected) : [];
        return (host, [.. loaded.Messages, .. undecided], loaded.Files.Length, Summary(loaded));
    }

    private static async Task<int> CheckAsync(
        IReadOnlyList<string> paths, ReconcilerOptions options, ParseContext context, CancellationToken cancellationToken)
    {
        var loaded = ManifestLoader.Load(paths, context);
        loaded.PrintMessages();
        LoadedManifests.PrintMessages(paths.Where(Directory.Exists).Select(RepositoryWarning).OfType<ManifestError>());
        TerminalWriter.Error.WriteLines(Exposed(paths, loaded.Files.Select(file => file.File)).Select(warning => warning.ToString()));
        if (ControllerLock.IsTaken(options.LockFile))
            TerminalWriter.Error.WriteLines((await MissingAsync(loaded, options, cancellationToken)).Select(warning => warning.ToString()));
        if (loaded.HasErrors)
            return ExitCodes.Wrong;
        if (loaded.Files.IsEmpty)
        {
            TerminalWriter.Error.WriteLine(
                $"There is no manifest in {string.Join(", ", paths)}: files are read whose names end in .json, in the directory itself.");
            return ExitCodes.Wrong;
        }

        TerminalWriter.Output.WriteLine(Summary(loaded));
        return ExitCodes.Fine;
    }

    /// <summary>What lies in repositories that many hosts share is read otherwise.</summary>
    public static ManifestError? RepositoryWarning(string directory) =>
        RepositoryEntries.FirstOrDefault(entry => Path.Exists(Path.Combine(directory, entry))) is { } found
            ? new ManifestError(
                directory, 1, "$", $"has {found} in it: a repository is checked with --all-hosts or --host NAME", IsWarning: true)
            : null;

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
