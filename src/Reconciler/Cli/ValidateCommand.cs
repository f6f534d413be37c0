namespace OciReconciler.Cli;

/// <summary><c>validate</c>: every error of every file.</summary>
internal static class ValidateCommand
{
    public static int Run(IReadOnlyList<string> paths, string? config)
    {
        var loaded = ManifestLoader.Load(paths, OptionsLoader.Load(config).Backend);
        loaded.PrintMessages();
        if (loaded.HasErrors)
            return ExitCodes.Wrong;
        TerminalWriter.Output.WriteLine($"{Count(loaded.Files.Length, "file")}, {Count(loaded.Workloads.Count(), "workload")}: valid");
        return ExitCodes.Fine;
    }

    private static string Count(int number, string noun) => $"{number} {noun}{(number == 1 ? "" : "s")}";
}
