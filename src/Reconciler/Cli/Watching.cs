using OciReconciler.Configuration;

namespace OciReconciler.Cli;

/// <summary>Commands that go on until somebody ends them.</summary>
internal static class Watching
{
    /// <summary>Runs a command that watches or not: a signal is the way to end one that does, and interrupts the others.</summary>
    /// <exception cref="OperationCanceledException">It does not watch, and was interrupted.</exception>
    public static async Task<int> RunAsync(bool watches, Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (OperationCanceledException) when (watches)
        {
            return ExitCodes.Fine;
        }
    }
}
