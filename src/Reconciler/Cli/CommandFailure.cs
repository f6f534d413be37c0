namespace OciReconciler.Cli;

/// <summary>A command cannot go on: one sentence for standard error, and an exit code.</summary>
internal sealed class CommandFailure(int exitCode, string message) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
