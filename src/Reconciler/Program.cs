using OciReconciler;
using OciReconciler.Cli;

try
{
    return await CommandLine.InvokeAsync(args);
}
catch (CommandFailure failure)
{
    await Console.Error.WriteLineAsync(failure.Message);
    return failure.ExitCode;
}
catch (OperationCanceledException)
{
    return ExitCodes.Fine;
}
catch (Exception failure) when (!System.Diagnostics.Debugger.IsAttached)
{
    await Console.Error.WriteLineAsync($"oci-reconciler failed unexpectedly, please report it: {failure.GetType().Name}: {failure.Message}");
    return ExitCodes.Wrong;
}
