using Microsoft.Extensions.Logging;
using OciReconciler.Cli;
using OciReconciler.Configuration;
using OciReconciler.DBus.Systemd;
using OciReconciler.Desired;
using OciReconciler.Executing;
using OciReconciler.Reporting;
using OciReconciler.Telemetry;

namespace OciReconciler.Control;

/// <summary>The controller as a process: runs until told to stop, or once.</summary>
internal sealed class ControllerProgram(
    ReconcilerOptions options,
    ISystemdManager systemd,
    TransientUnitFiles unitFiles,
    ReconcilerHost host,
    Controller controller,
    StatusWriter statuses,
    DesiredViews views,
    TimeProvider time,
    ILogger<ControllerProgram> log) : IAsyncDisposable
{
    /// <summary>Runs until cancelled. Containers go on when it ends.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        PrepareFiles();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = new List<Task> { host.RunAsync(ending.Token) };
        try
        {
            await await Task.WhenAny(host.SourcesHeard, running[0]);
            statuses.RemoveExcept(await host.AllAsync(cancellationToken));
            log.Ready(string.Join(", ", options.Manifests), systemd.Info.Version);
            ServiceNotifier.Ready($"Watching {string.Join(", ", options.Manifests)}");
            running.Add(controller.RunAsync(options.Concurrency, ending.Token));
            running.Add(host.ResyncAsync(TimeSpan.FromSeconds(options.ResyncSeconds), time, ending.Token));
            await await Task.WhenAny(running);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
        finally
        {
            ServiceNotifier.Stopping();
            log.Stopping();
            await ending.CancelAsync();
            await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return ExitCodes.Fine;
    }

    /// <summary>Converges, reports and ends.</summary>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        PrepareFiles();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var listening = host.RunAsync(ending.Token);
        try
        {
            await await Task.WhenAny(host.SourcesSettled, listening);
            var all = await host.AllAsync(cancellationToken);
            statuses.RemoveExcept(all);
            await controller.RunOnceAsync(all, cancellationToken);
        }
        finally
        {
            await ending.CancelAsync();
            await listening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return OnceReport.Print(views.Current.State, StatusFiles.ReadAll(options.StatusDirectory));
    }

    public ValueTask DisposeAsync()
    {
        controller.Dispose();
        return ValueTask.CompletedTask;
    }

    private void PrepareFiles()
    {
        Directory.CreateDirectory(options.StatusDirectory);
        SettingsFile.Write(options.SettingsFile, views.Current.Settings);
        unitFiles.CorrectAll();
    }
}
