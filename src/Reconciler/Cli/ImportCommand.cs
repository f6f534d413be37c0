using System.Text;
using OciReconciler.Configuration;
using OciReconciler.Model.Manifests;
using OciReconciler.Model.Manifests.Documents;
using OciReconciler.Terminal;

namespace OciReconciler.Cli;

/// <summary><c>import nixos</c>: NixOS's shape into manifests of our own, one for each workload.</summary>
internal static class ImportCommand
{
    /// <param name="path">The document, or <c>-</c>.</param>
    /// <param name="config">Settings, for the backend of a document that names none.</param>
    /// <param name="directory">Where NAME.json are written; null prints one List.</param>
    /// <param name="force">Whether files with other content are replaced.</param>
    public static int Run(string path, string? config, string? directory, bool force)
    {
        var backend = OptionsLoader.Load(config).Backend;
        var file = InputFile.Parse(path, bytes => ManifestParser.ParseNix(path, bytes, backend));
        var loaded = new LoadedManifests([file], [.. file.Errors, .. ManifestSet.Check([file], unknownDependencyIsError: false)]);
        loaded.PrintMessages();
        if (loaded.HasErrors)
            return ExitCodes.Wrong;
        if (directory is not null)
            return Write(file.Workloads, directory, force);
        TerminalWriter.Output.WriteJson(Encoding.UTF8.GetString(ManifestWriter.WriteList(file.Workloads)));
        return ExitCodes.Fine;
    }

    private static int Write(IEnumerable<DeclaredWorkload> workloads, string directory, bool force)
    {
        var outcome = TryWrite(workloads, directory, force);
        foreach (string path in outcome.InTheWay)
            TerminalWriter.Error.WriteLine(
                $"{path} has other content already: nothing is written. Give --force to replace it, or another directory.");
        if (outcome.InTheWay.Length > 0)
            return ExitCodes.Wrong;
        TerminalWriter.Output.WriteLine(
            $"{outcome.Written} written to {directory}, {outcome.Unchanged} unchanged. See: oci-reconciler validate {directory}");
        return ExitCodes.Fine;
    }

    private static ImportOutcome TryWrite(IEnumerable<DeclaredWorkload> workloads, string directory, bool force)
    {
        try
        {
            return ImportDirectory.Write(workloads, directory, force);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ExitCodes.Wrong, $"{directory} cannot be written to: {failure.Message}");
        }
    }
}
