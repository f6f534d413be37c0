using OciReconciler.Configuration;
using OciReconciler.Files;
using OciReconciler.Sync;
using OciReconciler.Terminal;

namespace OciReconciler.Cli;

/// <summary><c>freeze</c> and <c>unfreeze</c>: whether revisions of a git source come into force. Both work without a controller.</summary>
internal static class FreezeCommands
{
    public static int Freeze(string source, string? config)
    {
        var options = OperatorOptions.Load(config);
        var frozen = FilesFor(source, options);
        var isNew = OperatorConsole.Write(() => frozen.Add(source));
        TerminalWriter.Output.WriteLine(isNew
            ? $"{source} is frozen: it is fetched, and nothing of it comes into force until: oci-reconciler unfreeze {source}"
            : $"{source} was frozen already.");
        return ExitCodes.Fine;
    }

    public static int Unfreeze(string source, string? config)
    {
        var options = OperatorOptions.Load(config);
        var frozen = FilesFor(source, options);
        if (!OperatorConsole.Write(() => frozen.Remove(source)))
            TerminalWriter.Output.WriteLine($"{source} was not frozen.");
        else if (ControllerLock.IsTaken(options.LockFile))
            TerminalWriter.Output.WriteLine($"{source} is not frozen any more.");
        else
            TerminalWriter.Output.WriteLine(
                $"{source} is not frozen any more. No controller is running: nothing comes into force until one is.");
        return ExitCodes.Fine;
    }

    private static FreezeFiles FilesFor(string source, ReconcilerOptions options)
    {
        _ = KnownSources.Find([source], options);
        return new FreezeFiles(options.FrozenDirectory);
    }
}
