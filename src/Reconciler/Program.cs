using OciReconciler.Cli;
using OciReconciler.Configuration;
using OciReconciler.Hosting;
using OciReconciler.Resilience;
using OciReconciler.Terminal;

// Before anything else: a signal that comes earlier ends the controller.
using var signals = args is ["run", ..] ? ProcessSignals.Take() : null;
try
{
    return await CommandLine.InvokeAsync(args, signals);
}
catch (CommandFailure failure)
{
    TerminalWriter.Error.WriteLine(failure.Message);
    return failure.ExitCode;
}
catch (OperationCanceledException)
{
    return ExitCodes.Interrupted;
}
catch (Exception failure) when (!System.Diagnostics.Debugger.IsAttached)
{
    var cause = RootCause.Of(failure);
    TerminalWriter.Error.WriteLine($"oci-reconciler failed unexpectedly, please report it: {cause.GetType().Name}: {cause.Message}");
    return ExitCodes.Wrong;
}
