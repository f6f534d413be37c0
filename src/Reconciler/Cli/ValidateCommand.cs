using OciReconciler.Files;
using OciReconciler.Model.Manifests;

namespace OciReconciler.Cli;

/// <summary><c>validate</c>: every error of every file.</summary>
internal static class ValidateCommand
{
    public static int Run(IReadOnlyList<string> paths, string? config)
    {
        var loaded = ManifestLoader.Load(paths, OptionsLoader.Load(config).Backend);
        loaded.PrintMessages();
        TerminalWriter.Error.WriteLines(Exposed(paths, loaded.Files.Select(file => file.File)).Select(warning => warning.ToString()));
        if (loaded.HasErrors)
            return ExitCodes.Wrong;
        TerminalWriter.Output.WriteLine($"{Count(loaded.Files.Length, "file")}, {Count(loaded.Workloads.Count(), "workload")}: valid");
        return ExitCodes.Fine;
    }

    /// <summary>Who besides root could change the manifests and where they lie, once each.</summary>
    private static IEnumerable<ManifestError> Exposed(IEnumerable<string> paths, IEnumerable<string> files)
    {
        var directories = paths.Where(path => path != InputFile.StandardInput).Select(path => Path.GetFullPath(path))
            .Select(path => Directory.Exists(path) ? path : Path.GetDirectoryName(path)!);
        return directories.Select(directory => (Path: directory, Warning: Exposure.OfDirectory(directory)))
            .Concat(files.Select(file => (Path: file, Warning: Exposure.OfFile(Path.GetFullPath(file)))))
            .Where(exposed => exposed.Warning is not null)
            .DistinctBy(exposed => exposed.Warning, StringComparer.Ordinal)
            .Select(exposed => new ManifestError(exposed.Path, 1, "$", exposed.Warning!, IsWarning: true));
    }

    private static string Count(int number, string noun) => $"{number} {noun}{(number == 1 ? "" : "s")}";
}
