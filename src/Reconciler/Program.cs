using OciReconciler;
using OciReconciler.Cli;

try
{
    return await CommandLine.InvokeAsync(args);
}
catch (CommandFailure failure)
{
    TerminalWriter.Error.WriteLine(failure.Message);
    return failure.ExitCode;
}
catch (OperationCanceledException)
{
    return ExitCodes.Fine;
}
catch (Exception failure) when (!System.Diagnostics.Debugger.IsAttached)
{
    var cause = RootCause.Of(failure);
    TerminalWriter.Error.WriteLine($"oci-reconciler failed unexpectedly, please report it: {cause.GetType().Name}: {cause.Message}");
    return ExitCodes.Wrong;
}
