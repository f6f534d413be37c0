using OciReconciler.Configuration;
using OciReconciler.Control;

namespace OciReconciler.Hosting;

/// <summary>The controller as a process: runs until it is to stop, or once.</summary>
internal sealed class ControllerService(
    StartupFiles files,
    HelperUnits helpers,
    ContinuousRun run,
    SingleRun once,
    Relister relister,
    Controller controller,
    SourcesReporter sources) : IAsyncDisposable
{
    /// <summary>Runs until cancelled. Containers go on when it ends.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        files.Prepare();
        await helpers.StopLeftoversAsync(cancellationToken);
        try
        {
            await run.RunAsync(cancellationToken);
        }
        finally
        {
            await helpers.StopAsync();
        }

        return ExitCodes.Fine;
    }

    /// <summary>Converges, reports and ends.</summary>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        files.Prepare();
        await helpers.StopLeftoversAsync(cancellationToken);
        try
        {
            await once.RunAsync(cancellationToken);
        }
        finally
        {
            await helpers.StopAsync();
        }

        return once.Report();
    }

    /// <summary>Lists every source and reconciles everything, now.</summary>
    public Task RelistAsync(CancellationToken cancellationToken) => relister.RelistAsync(cancellationToken);

    public ValueTask DisposeAsync()
    {
        controller.Dispose();
        sources.Dispose();
        return ValueTask.CompletedTask;
    }
}
