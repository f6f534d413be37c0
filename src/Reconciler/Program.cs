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
